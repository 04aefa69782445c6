// SPDX-License-Identifier: Apache-2.0
#include "broker/handlers/placement.h"

#include <algorithm>

namespace atlas::broker {

std::vector<Replicas> place(
    const std::vector<std::int32_t>& brokers,
    std::size_t count,
    std::size_t factor,
    std::size_t first
) {
    std::vector<Replicas> all(count);
    for (std::size_t partition = 0; partition < count; ++partition)
        for (std::size_t replica = 0; replica < factor; ++replica)
            all[partition].push_back(brokers[(first + partition + replica) % brokers.size()]);
    return all;
}

std::string fault_of(
    const Nodes& nodes, const std::vector<Replicas>& assignment, std::size_t factor
) {
    for (const auto& replicas : assignment) {
        if (replicas.empty() || replicas.size() != factor)
            return "All partitions should have the same number of replicas";
        for (const auto id : replicas) {
            if (!nodes.has_broker(id)) return "Unknown broker " + std::to_string(id);
            if (std::ranges::count(replicas, id) > 1)
                return "A broker stands twice in one partition";
        }
    }
    return {};
}

}  // namespace atlas::broker
