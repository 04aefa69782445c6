// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "aws/models/ecs/container_definition.h"
#include "supervisor/workload.h"

/// Translates a container definition's linuxParameters and systemControls into the specification of
/// its workload. Pure. Source: LinuxParameters and SystemControl of the ECS API reference.
namespace atlas::aws::ecs {

/// Sets capabilities, init process, tmpfs mounts, shared memory and kernel parameters. The caller
/// sets `spec.user` first: only root gets capabilities, as with other container engines.
void apply_settings(const ContainerDefinition& container, supervisor::WorkloadSpec& spec);

/// `name` is "ALL" or a capability without its prefix "CAP_".
bool is_capability(std::string_view name);
/// Whether the parameter belongs to the network or IPC namespace. A task has its own of both, so
/// setting it cannot affect the host.
bool is_kernel_parameter(std::string_view name);
/// `name` is a mount option without its value: "mode", "noexec". Options that cannot take effect in
/// a task's own tmpfs are refused.
bool is_tmpfs_option(std::string_view name);

}  // namespace atlas::aws::ecs
