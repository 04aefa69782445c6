// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "broker/cluster/topic.h"
#include "broker/protocol/error_code.h"

namespace atlas::broker {

/// The partition; null if the topic is null or has no partition of that number.
inline Partition* find_partition(const Topic* topic, std::int32_t number) {
    if (!topic || number < 0) return nullptr;
    const auto index = static_cast<std::size_t>(number);
    return index < topic->partitions.size() ? topic->partitions[index].get() : nullptr;
}

/// Compares the leader epoch that a client knows (-1 = none) with the partition's (KIP-320).
inline std::int16_t check_epoch(const Partition& partition, std::int32_t claimed) {
    if (claimed < 0 || claimed == partition.leader_epoch()) return protocol::error::none;
    return claimed < partition.leader_epoch() ? protocol::error::fenced_leader_epoch
                                              : protocol::error::unknown_leader_epoch;
}

}  // namespace atlas::broker
