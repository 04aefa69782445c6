// SPDX-License-Identifier: Apache-2.0
#include "broker/cluster/config_key.h"

#include <charconv>
#include <string>

namespace atlas::broker {
namespace {

using enum ConfigKind;
constexpr std::string_view never = "9223372036854775807";

// Names and defaults: Apache Kafka 3.9, "Topic-level configurations" and "Broker configurations";
// flush.messages is 1 here: acks=all means synced.
constexpr ConfigKey keys[] = {
    {"cleanup.policy", "log.cleanup.policy", "delete", list},
    {"compression.type", "compression.type", "producer", text},
    {"delete.retention.ms", "log.cleaner.delete.retention.ms", "86400000", int64, 0},
    {"file.delete.delay.ms", "log.segment.delete.delay.ms", "60000", int64, 0},
    {"flush.messages", "log.flush.interval.messages", "1", int64, 1},
    {"flush.ms", "log.flush.interval.ms", never, int64, 0},
    {"index.interval.bytes", "log.index.interval.bytes", "4096", int32, 0},
    {"max.compaction.lag.ms", "log.cleaner.max.compaction.lag.ms", never, int64, 1},
    {"max.message.bytes", "message.max.bytes", "1048588", int32, 0},
    {"message.timestamp.after.max.ms", "log.message.timestamp.after.max.ms", never, int64, 0},
    {"message.timestamp.before.max.ms", "log.message.timestamp.before.max.ms", never, int64, 0},
    {"message.timestamp.type", "log.message.timestamp.type", "CreateTime", text},
    {"min.cleanable.dirty.ratio", "log.cleaner.min.cleanable.ratio", "0.5", real, 0},
    {"min.compaction.lag.ms", "log.cleaner.min.compaction.lag.ms", "0", int64, 0},
    {"min.insync.replicas", "min.insync.replicas", "1", int32, 1},
    {"preallocate", "log.preallocate", "false", boolean},
    {"retention.bytes", "log.retention.bytes", "-1", int64},
    {"retention.ms", "log.retention.ms", "604800000", int64},
    {"segment.bytes", "log.segment.bytes", "1073741824", int32, 14},
    {"segment.index.bytes", "log.index.size.max.bytes", "10485760", int32, 4},
    {"segment.jitter.ms", "log.roll.jitter.ms", "0", int64, 0},
    {"segment.ms", "log.roll.ms", "604800000", int64, 1},
    {"unclean.leader.election.enable", "unclean.leader.election.enable", "false", boolean},
    {"", "atlas.check.packed.batches", "true", boolean},
    {"", "auto.create.topics.enable", "true", boolean},
    {"", "connections.max.idle.ms", "600000", int64},
    {"", "connections.max.reauth.ms", "0", int64},
    {"", "default.replication.factor", "1", int32, 1},
    {"", "delete.topic.enable", "true", boolean},
    {"", "group.initial.rebalance.delay.ms", "3000", int32, 0},
    {"", "group.max.session.timeout.ms", "1800000", int32},
    {"", "group.max.size", "2147483647", int32, 1},
    {"", "group.min.session.timeout.ms", "6000", int32},
    {"", "inter.broker.protocol.version", "3.9-IV0", text},
    {"", "log.retention.check.interval.ms", "300000", int64, 1},
    {"", "log.retention.hours", "168", int32},
    {"", "log.retention.minutes", "", int32},
    {"", "num.partitions", "1", int32, 1},
    {"", "offset.metadata.max.bytes", "4096", int32},
    {"", "offsets.retention.check.interval.ms", "600000", int64, 1},
    {"", "offsets.retention.minutes", "10080", int32, 1},
    {"", "producer.id.expiration.ms", "86400000", int32, 1},
    {"", "socket.request.max.bytes", "104857600", int32, 1},
};

Error invalid(const ConfigKey& key, std::string_view value, const std::string& why) {
    const auto name = key.topic.empty() ? key.broker : key.topic;
    return {
        ErrorCode::invalid_argument,
        "Invalid value " + std::string(value) + " for configuration " + std::string(name) + ": " +
            why
    };
}

template <typename T>
Result<> validate_number(const ConfigKey& key, std::string_view value) {
    T number{};
    const auto [end, failure] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (failure != std::errc{} || end != value.data() + value.size())
        return invalid(
            key,
            value,
            "Not a number of type " + std::string(
                                          key.kind == real    ? "DOUBLE"
                                          : key.kind == int32 ? "INT"
                                                              : "LONG"
                                      )
        );
    if (static_cast<double>(number) < key.minimum)
        return invalid(
            key,
            value,
            "Value must be at least " + std::to_string(static_cast<std::int64_t>(key.minimum))
        );
    return {};
}

/// Texts with few values, and those of them that are carried out here.
Result<> validate_text(const ConfigKey& key, std::string_view value) {
    if (key.topic == "cleanup.policy" && value != "delete")
        return invalid(key, value, "only delete is implemented by this broker");
    if (key.topic == "compression.type" && value != "producer")
        return invalid(key, value, "only producer is implemented by this broker");
    if (key.topic == "message.timestamp.type" && value != "CreateTime" && value != "LogAppendTime")
        return invalid(key, value, "String must be one of: CreateTime, LogAppendTime");
    return {};
}

}  // namespace

std::span<const ConfigKey> config_keys() {
    return keys;
}

const ConfigKey* find_topic_key(std::string_view name) {
    for (const auto& key : keys)
        if (!name.empty() && key.topic == name) return &key;
    return nullptr;
}

const ConfigKey* find_broker_key(std::string_view name) {
    for (const auto& key : keys)
        if (key.broker == name) return &key;
    return nullptr;
}

Result<> validate(const ConfigKey& key, std::string_view value) {
    switch (key.kind) {
        case boolean:
            if (value != "true" && value != "false")
                return invalid(key, value, "Expected value to be either true or false");
            return {};
        case int32:
            return validate_number<std::int32_t>(key, value);
        case int64:
            return validate_number<std::int64_t>(key, value);
        case real:
            return validate_number<double>(key, value);
        case text:
        case list:
            return validate_text(key, value);
    }
    return {};
}

}  // namespace atlas::broker
