// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "aws/ecs/rows.h"
#include "json/value.h"
#include "supervisor/workload.h"

/// What a container is told of its use of the machine: `/stats` of task metadata endpoint version
/// 4, in the words of Docker's ContainerStats. Source: "Amazon ECS task metadata v4 examples for
/// tasks on Fargate", ECS developer guide.
namespace atlas::aws::ecs {

struct UsageSample {
    Time at;
    supervisor::Usage usage;
};

/// The samples of each container that the next are compared with.
class UsageSamples {
public:
    using Key = std::pair<std::string, std::size_t>;  // task, container

    /// Takes a sample and answers the one before it: the last one that was taken at least a second
    /// earlier, of the same life of the container; none where there is none yet.
    std::optional<UsageSample> add(const Key& key, const UsageSample& sample);
    void forget(const std::function<bool(const std::string& task)>& gone);

private:
    struct Kept {
        UsageSample last;
        std::optional<UsageSample> before;
    };
    std::map<Key, Kept> kept_;
};

/// What the kernel does not count is left out, and so are the network's rates without a `before`;
/// its time is then Docker's zero, and nothing was spent. Pure.
json::Value container_stats(
    const Container& container,
    const UsageSample& sample,
    const std::optional<UsageSample>& before,
    std::int64_t limit_bytes
);

}  // namespace atlas::aws::ecs
