// SPDX-License-Identifier: Apache-2.0
#include "broker/cluster/config_key.h"

namespace atlas::broker {
namespace {

using enum ConfigKind;
constexpr std::string_view never = "9223372036854775807";

// Names, defaults and bounds from Apache Kafka 3.9, "Topic-level configurations" and "Broker
// configurations". One default differs: flush.messages is 1, so that acks=all means synced.
constexpr ConfigKey keys[] = {
    {"cleanup.policy", "log.cleanup.policy", "delete", list},
    {"compression.gzip.level", "compression.gzip.level", "-1", int32, -1, 9},
    {"compression.lz4.level", "compression.lz4.level", "9", int32, 1, 17},
    {"compression.type", "compression.type", "producer", text},
    {"compression.zstd.level", "compression.zstd.level", "3", int32, -131072, 22},
    {"delete.retention.ms", "log.cleaner.delete.retention.ms", "86400000", int64, 0},
    {"file.delete.delay.ms", "log.segment.delete.delay.ms", "60000", int64, 0},
    {"flush.messages", "log.flush.interval.messages", "1", int64, 1},
    {"flush.ms", "log.flush.interval.ms", never, int64, 0},
    {"follower.replication.throttled.replicas", "", "", list},
    {"index.interval.bytes", "log.index.interval.bytes", "4096", int32, 0},
    {"leader.replication.throttled.replicas", "", "", list},
    {"local.retention.bytes", "log.local.retention.bytes", "-2", int64, -2},
    {"local.retention.ms", "log.local.retention.ms", "-2", int64, -2},
    {"max.compaction.lag.ms", "log.cleaner.max.compaction.lag.ms", never, int64, 1},
    {"max.message.bytes", "message.max.bytes", "1048588", int32, 0},
    {"message.downconversion.enable", "log.message.downconversion.enable", "true", boolean},
    {"message.format.version", "log.message.format.version", "3.0-IV1", text},
    {"message.timestamp.after.max.ms", "log.message.timestamp.after.max.ms", never, int64, 0},
    {"message.timestamp.before.max.ms", "log.message.timestamp.before.max.ms", never, int64, 0},
    {"message.timestamp.difference.max.ms",
     "log.message.timestamp.difference.max.ms",
     never,
     int64,
     0},
    {"message.timestamp.type", "log.message.timestamp.type", "CreateTime", text},
    {"min.cleanable.dirty.ratio", "log.cleaner.min.cleanable.ratio", "0.5", real, 0, 1},
    {"min.compaction.lag.ms", "log.cleaner.min.compaction.lag.ms", "0", int64, 0},
    {"min.insync.replicas", "min.insync.replicas", "1", int32, 1},
    {"preallocate", "log.preallocate", "false", boolean},
    {"remote.log.copy.disable", "", "false", boolean},
    {"remote.log.delete.on.disable", "", "false", boolean},
    {"remote.storage.enable", "", "false", boolean},
    {"retention.bytes", "log.retention.bytes", "-1", int64},
    {"retention.ms", "log.retention.ms", "604800000", int64, -1},
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
        if (!name.empty() && key.broker == name) return &key;
    return nullptr;
}

}  // namespace atlas::broker
