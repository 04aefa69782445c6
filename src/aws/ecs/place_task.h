// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/ecs/state.h"
#include "aws/models/ecs/network_configuration.h"
#include "aws/models/ecs/task_override.h"
#include "aws/wire/call.h"

namespace atlas::aws::ecs {

/// What a new task is made from.
struct TaskWish {
    const DefinitionRow& definition;
    std::string cluster;
    std::string service;  // empty for RunTask
    std::string deployment;
    std::string group;  // "service:NAME" or "family:FAMILY"
    std::string started_by;
    std::optional<std::string> launch_type;
    std::optional<std::string> capacity_provider;
    std::optional<std::string> platform_version;
    NetworkConfiguration network;
    TaskOverride overrides;
    std::vector<LoadBalancer> load_balancers;
    std::vector<Tag> tags;
    ClientToken made_by = {};
};

/// Stores a task in PROVISIONING, in the subnet of the wish that holds the fewest tasks, and wakes
/// it after the commit.
const TaskRow& place_task(State& state, Call& call, const TaskWish& wish);

/// What a stop gives as its code and reason.
struct StopReason {
    std::string code;  // "UserInitiated", "EssentialContainerExited" …
    std::string text;
};
/// Wishes the task stopped; the first reason stays.
void wish_stop(State& state, Call& call, const std::string& id, const StopReason& reason);

}  // namespace atlas::aws::ecs
