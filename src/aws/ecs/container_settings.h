// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "aws/models/ecs/container_definition.h"
#include "supervisor/workload.h"

/// A container definition's linuxParameters, systemControls and user as what its workload gets.
/// Pure.
namespace atlas::aws::ecs {

/// Capabilities, init process, tmpfs, shared memory, kernel parameters. `spec.user` is set before:
/// only root holds capabilities, as with container engines.
void apply_settings(const ContainerDefinition& container, supervisor::WorkloadSpec& spec);

/// By ECS's name: "ALL", or a capability without "CAP_".
bool is_capability(std::string_view name);
/// Those of the network and IPC namespaces, which are a task's own.
bool is_kernel_parameter(std::string_view name);
/// Without its value: "size", "noexec"; those that mean something for a tmpfs of a task's own.
bool is_tmpfs_option(std::string_view name);

}  // namespace atlas::aws::ecs
