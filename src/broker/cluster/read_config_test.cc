// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "broker/cluster/config_key.h"

namespace atlas::broker {
namespace {

struct Row {
    std::string_view name, value, result;
};

/// The stored value, or the reason of the refusal without the prefix that all reasons share.
std::string outcome(const Row& row) {
    const auto* key = find_topic_key(row.name);
    REQUIRE(key);
    auto kept = read_config(*key, row.value);
    if (kept) return kept.value();
    const auto why = kept.error().message();
    const auto colon = why.find(": ");
    return colon == why.npos ? why : why.substr(colon + 2);
}

}  // namespace

TEST_CASE("values are read as Kafka reads them, and kept in one spelling") {
    const Row rows[] = {
        {"retention.ms", " 5 ", "5"},
        {"retention.ms", "+5", "5"},
        {"retention.ms", "-1", "-1"},
        {"retention.bytes", "-5", "-5"},
        {"preallocate", "TRUE", "true"},
        {"min.cleanable.dirty.ratio", "5e-1", "5e-1"},
        {"cleanup.policy", " delete , delete ", "delete"},
        {"follower.replication.throttled.replicas", "*", "*"},
        {"follower.replication.throttled.replicas", "0:1, 1:2", "0:1,1:2"},
        {"follower.replication.throttled.replicas", "", ""},
        {"message.format.version", "2.8", "2.8"},
        {"message.format.version", "3.0-IV1", "3.0-IV1"},
        {"local.retention.ms", "5", "5"},
        {"remote.log.copy.disable", "true", "true"},
        {"unclean.leader.election.enable", "true", "true"},
        {"compression.gzip.level", "-1", "-1"},
    };
    for (const auto& row : rows) {
        INFO(row.name);
        CHECK(outcome(row) == row.result);
    }
    for (const auto& key : config_keys()) {
        INFO(key.topic);
        INFO(key.broker);
        if (!key.initial.empty()) CHECK(read_config(key, key.initial).value() == key.initial);
    }
}

TEST_CASE("values that Kafka refuses are refused in its words") {
    const Row rows[] = {
        {"retention.ms", "", "Not a number of type LONG"},
        {"retention.ms", "soon", "Not a number of type LONG"},
        {"retention.ms", "+-5", "Not a number of type LONG"},
        {"retention.ms", "-2", "Value must be at least -1"},
        {"segment.bytes", "99999999999", "Not a number of type INT"},
        {"segment.bytes", "13", "Value must be at least 14"},
        {"flush.messages", "0", "Value must be at least 1"},
        {"min.insync.replicas", "0", "Value must be at least 1"},
        {"local.retention.ms", "-3", "Value must be at least -2"},
        {"min.cleanable.dirty.ratio", "1.5", "Value must be no more than 1"},
        {"min.cleanable.dirty.ratio", "NaN", "Not a number of type DOUBLE"},
        {"preallocate", "yes", "Expected value to be either true or false"},
        {"cleanup.policy", "x", "String must be one of: compact, delete"},
        {"compression.type",
         "x",
         "String must be one of: uncompressed, zstd, lz4, snappy, gzip, producer"},
        {"compression.gzip.level", "0", "Value must be between 1 and 9 or equal to -1"},
        {"compression.lz4.level", "18", "Value must be no more than 17"},
        {"compression.zstd.level", "23", "Value must be no more than 22"},
        {"message.timestamp.type", "x", "String must be one of: CreateTime, LogAppendTime"},
        {"message.format.version", "x", "Version x is not a valid version"},
        {"message.format.version", "3.", "Version 3. is not a valid version"},
    };
    for (const auto& row : rows) {
        INFO(row.name);
        CHECK(outcome(row) == row.result);
    }
    CHECK(
        read_config(*find_topic_key("retention.ms"), "soon").error().message() ==
        "Invalid value soon for configuration retention.ms: Not a number of type LONG"
    );
    CHECK_FALSE(read_config(*find_topic_key("leader.replication.throttled.replicas"), "1").ok());
}

TEST_CASE("values that Kafka would carry out and this broker would not are refused by name") {
    const Row rows[] = {
        {"cleanup.policy", "compact", "only delete is implemented by this broker"},
        {"cleanup.policy", "compact,delete", "only delete is implemented by this broker"},
        {"cleanup.policy", "delete,compact", "only delete is implemented by this broker"},
        {"cleanup.policy", "", "only delete is implemented by this broker"},
        {"compression.type", "zstd", "only producer is implemented by this broker"},
        {"compression.type", "uncompressed", "only producer is implemented by this broker"},
    };
    for (const auto& row : rows) {
        INFO(row.value);
        CHECK(outcome(row) == row.result);
    }
    auto tiered = read_config(*find_topic_key("remote.storage.enable"), "true");
    CHECK_FALSE(tiered.ok());
}

}  // namespace atlas::broker
