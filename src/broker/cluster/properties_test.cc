// SPDX-License-Identifier: Apache-2.0
#include "broker/cluster/properties.h"

#include <doctest/doctest.h>

#include "broker/cluster/topic.h"

namespace atlas::broker {

TEST_CASE("a topic's setting is its own, else the cluster's, else Kafka's default") {
    const Properties properties(ConfigMap{{"log.retention.ms", "5000"}});
    CHECK(properties.topic_number({}, "segment.bytes") == 1073741824);
    CHECK(properties.topic_number({}, "retention.ms") == 5000);
    CHECK(properties.topic_number({{"retention.ms", "7"}}, "retention.ms") == 7);
}

TEST_CASE("the finest spelling of the retention wins") {
    CHECK(
        Properties(ConfigMap{{"log.retention.hours", "1"}}).number("log.retention.ms") == 3'600'000
    );
    CHECK(
        Properties(ConfigMap{{"log.retention.hours", "1"}, {"log.retention.minutes", "1"}})
            .number("log.retention.ms") == 60'000
    );
    CHECK(
        Properties(ConfigMap{{"log.retention.hours", "1"}, {"log.retention.ms", "9"}})
            .number("log.retention.ms") == 9
    );
    CHECK(Properties(ConfigMap{{"log.retention.hours", "-1"}}).number("log.retention.ms") == -1);
}

TEST_CASE("settings reach a partition; flush.messages decides about the sync") {
    const Properties properties;
    CHECK(properties.partition_settings({}).sync_before_ack);
    CHECK_FALSE(properties.partition_settings({{"flush.messages", "1000"}}).sync_before_ack);
    CHECK(
        properties.partition_settings({{"message.timestamp.type", "LogAppendTime"}}).log_append_time
    );
}

TEST_CASE("a value of the wrong kind, too small or not carried out is refused in Kafka's manner") {
    struct Case {
        std::string_view name, value, why;
    };
    constexpr Case cases[] = {
        {"retention.ms",
         "soon",
         "Invalid value soon for configuration retention.ms: Not a number of type LONG"},
        {"segment.bytes",
         "99999999999",
         "Invalid value 99999999999 for configuration segment.bytes: Not a number of type INT"},
        {"min.insync.replicas",
         "0",
         "Invalid value 0 for configuration min.insync.replicas: Value must be at least 1"},
        {"preallocate",
         "yes",
         "Invalid value yes for configuration preallocate: Expected value to be either true or "
         "false"},
        {"cleanup.policy",
         "compact",
         "Invalid value compact for configuration cleanup.policy: only delete is implemented by "
         "this broker"},
    };
    for (const auto& one : cases) {
        auto valid = validate(*find_topic_key(one.name), one.value);
        REQUIRE_FALSE(valid.ok());
        CHECK(valid.error().message() == one.why);
    }
    for (const auto& key : config_keys())
        if (!key.initial.empty()) CHECK(validate(key, key.initial).ok());
}

TEST_CASE("names of topics follow Kafka's rule") {
    for (const auto* name : {"a", "atlas.l1.telemetry.event", "A_b-c.9"})
        CHECK(is_topic_name(name));
    for (const auto* name : {"", ".", "..", "a b", "a/b", "é"})
        CHECK_FALSE(is_topic_name(name));
    CHECK(is_topic_name(std::string(249, 'x')));
    CHECK_FALSE(is_topic_name(std::string(250, 'x')));
}

}  // namespace atlas::broker
