// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/ecs/state.h"
#include "aws/models/ecs/network_configuration.h"
#include "aws/models/ecs/task_override.h"
#include "aws/wire/call.h"

namespace atlas::aws::ecs {

/// What a service or RunTask wants of a new task. All members must already be validated.
struct TaskWish {
    const DefinitionRow& definition;
    std::string cluster;
    std::string service;     // empty for RunTask
    std::string deployment;  // "ecs-svc/…"; empty for RunTask
    std::string group;       // "service:NAME" or "family:FAMILY"
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

/// Stores a new task with status PROVISIONING and wakes the task reconciler after the commit. Of
/// the wish's subnets it takes the one with the fewest tasks. `wish.network` must have an awsvpc
/// configuration with at least one subnet.
const TaskRow& place_task(State& state, Call& call, const TaskWish& wish);

/// A task's stopCode and stoppedReason.
struct StopReason {
    std::string code;  // "UserInitiated", "EssentialContainerExited" …
    std::string text;
};
/// Sets the task's desired status to STOPPED and wakes the task reconciler after the commit. Does
/// nothing if it is STOPPED already, so the first reason stays, or if there is no such task.
void wish_stop(State& state, Call& call, const std::string& id, const StopReason& reason);

}  // namespace atlas::aws::ecs
