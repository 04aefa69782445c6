// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "broker/cluster/node.h"
#include "broker/cluster/topic.h"

namespace atlas::broker {

/// Spreads `count` partitions with `factor` replicas each over the brokers, round-robin: the first
/// leader is the broker at index `first`, followers are the brokers after the leader. `factor` is
/// at most the number of brokers.
std::vector<Replicas> place(
    const std::vector<std::int32_t>& brokers,
    std::size_t count,
    std::size_t factor,
    std::size_t first
);

/// Why partitions cannot be placed as a client wants it: each needs `factor` replicas, at least
/// one, on brokers that exist and that differ. Empty if they can.
std::string fault_of(
    const Nodes& nodes, const std::vector<Replicas>& assignment, std::size_t factor
);

}  // namespace atlas::broker
