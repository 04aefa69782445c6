// SPDX-License-Identifier: Apache-2.0
#include "broker/handlers/placement.h"

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

}  // namespace atlas::broker
