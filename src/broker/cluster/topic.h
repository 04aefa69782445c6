// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "broker/cluster/properties.h"
#include "broker/log/partition.h"
#include "broker/protocol/message.h"

namespace atlas::broker {

/// Kafka's topic for committed offsets.
inline constexpr std::string_view offsets_topic = "__consumer_offsets";

/// The broker ids of one partition, leader first. All brokers share one log, so all replicas are in
/// sync.
using Replicas = std::vector<std::int32_t>;

/// A topic as stored on disk.
struct TopicRecord {
    std::string name;
    protocol::Uuid id;
    ConfigMap configs;               // overrides only
    std::vector<Replicas> replicas;  // one per partition
    bool internal() const { return name == offsets_topic; }
};

/// A topic with its open partitions. Loop thread only.
struct Topic {
    TopicRecord record;
    std::vector<PartitionPtr> partitions;  // as many as record.replicas
};

/// Kafka's rule for names: 1–249 of [a-zA-Z0-9._-], not "." or "..".
bool is_topic_name(std::string_view name);

}  // namespace atlas::broker
