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

/// A container's use of the machine: `/stats` of task metadata endpoint version 4, in the format of
/// Docker's ContainerStats. Source: "Amazon ECS task metadata v4 examples for tasks on Fargate",
/// ECS developer guide.
namespace atlas::aws::ecs {

/// The kernel's counters at one time.
struct UsageSample {
    Time at;
    supervisor::Usage usage;
};

/// Keeps the earlier samples of each container, from which the next statistics compute their
/// differences. Owned by TaskEndpoints; region thread only.
class UsageSamples {
public:
    using Key = std::pair<std::string, std::size_t>;  // task id, container

    /// Takes a sample and answers the previous one: the last one that is at least a second older
    /// and from the same start of the container. Nothing if there is none yet.
    std::optional<UsageSample> add(const Key& key, const UsageSample& sample);
    /// Drops the samples of the tasks for which `gone` is true.
    void forget(const std::function<bool(const std::string& task)>& gone);

private:
    struct Kept {
        UsageSample last;
        std::optional<UsageSample> before;  // at least a second older than `last`
    };
    std::map<Key, Kept> kept_;
};

/// Members that the kernel has no counter for are left out. Without `before` the network rates are
/// left out too, `preread` is Docker's zero time, and `precpu_stats` is zero. `limit_bytes` is the
/// task's memory. Pure.
json::Value container_stats(
    const Container& container,
    const UsageSample& sample,
    const std::optional<UsageSample>& before,
    std::int64_t limit_bytes
);

}  // namespace atlas::aws::ecs
