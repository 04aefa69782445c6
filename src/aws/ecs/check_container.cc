// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/check_container.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/core.h>

#include "aws/ecs/container_settings.h"
#include "aws/ecs/state.h"
#include "container/resource_limits.h"

namespace atlas::aws::ecs {

namespace {

using Refusal = std::optional<AwsError>;

constexpr std::size_t name_max = 255;
constexpr int port_max = 65'535;
constexpr int stop_timeout_max = 120;
constexpr int disk_min = 21;
constexpr int disk_max = 200;

Refusal not_implemented(std::string_view member) {
    return AwsError{"NotImplemented", fmt::format("{} is not implemented.", member), 501, {}};
}

bool is_name(std::string_view text) {
    auto fits = [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
               (letter >= '0' && letter <= '9') || letter == '-' || letter == '_';
    };
    return text.size() <= name_max && std::ranges::all_of(text, fits);
}

Refusal check_ports(const ContainerDefinition& container, DefinitionKind kind) {
    for (const auto& port : container.port_mappings) {
        auto inside = port.container_port.value_or(0);
        auto outside = port.host_port.value_or(0);
        bool has_range = port.container_port_range && !port.container_port_range->empty();
        if ((inside < 1 && !has_range) || inside < 0 || inside > port_max)
            return client_error(fmt::format("Invalid container port specified: {}.", inside));
        if (outside < 0 || outside > port_max)
            return client_error(fmt::format("Invalid host port specified: {}.", outside));
        if (kind.awsvpc && outside != 0 && outside != inside)
            return client_error(
                "When networkMode=awsvpc, the host ports and container ports in port mappings must "
                "match."
            );
    }
    return std::nullopt;
}

Refusal check_health(const ContainerDefinition& container) {
    if (!container.health_check) return std::nullopt;
    const auto& check = *container.health_check;
    auto kind = check.command.empty() ? std::string() : check.command[0];
    if (kind != "CMD" && kind != "CMD-SHELL" && kind != "NONE")
        return client_error("The health check command must start with CMD, CMD-SHELL or NONE.");
    struct Range {
        const char* name;
        const std::optional<int>& value;
        int least;
        int most;
    };
    for (const auto& range :
         {Range{"interval", check.interval, 5, 300},
          Range{"timeout", check.timeout, 2, 60},
          Range{"retries", check.retries, 1, 10},
          Range{"startPeriod", check.start_period, 0, 300}}) {
        if (range.value && (*range.value < range.least || *range.value > range.most))
            return client_error(fmt::format(
                "Health check {} must be between {} and {}.", range.name, range.least, range.most
            ));
    }
    return std::nullopt;
}

Refusal check_tmpfs(const LinuxParameters& parameters) {
    for (const auto& tmpfs : parameters.tmpfs) {
        if (!tmpfs.container_path.starts_with('/'))
            return client_error("The containerPath of a tmpfs must be absolute.");
        if (tmpfs.size < 1) return client_error("The size of a tmpfs must be at least 1 MiB.");
        for (const auto& option : tmpfs.mount_options) {
            auto name = option.substr(0, option.find('='));
            if (!is_tmpfs_option(name))
                return not_implemented("The tmpfs mount option '" + name + "'");
        }
    }
    return std::nullopt;
}

Refusal check_linux(const ContainerDefinition& container, DefinitionKind kind) {
    if (!container.linux_parameters) return std::nullopt;
    const auto& parameters = *container.linux_parameters;
    if (!parameters.devices.empty())
        return client_error("Fargate compatible task definitions do not support devices.");
    if (parameters.shared_memory_size && kind.fargate)
        return client_error("Fargate compatible task definitions do not support sharedMemorySize.");
    if (parameters.shared_memory_size.value_or(1) < 1)
        return client_error("sharedMemorySize must be at least 1 MiB.");
    if (parameters.max_swap)
        return client_error("Fargate compatible task definitions do not support maxSwap.");
    if (parameters.swappiness)
        return client_error("Fargate compatible task definitions do not support swappiness.");
    if (parameters.capabilities) {
        for (const auto& name : parameters.capabilities->add) {
            if (name != "SYS_PTRACE")
                return client_error(fmt::format(
                    "Tasks launched on Fargate only support adding the SYS_PTRACE kernel "
                    "capability; '{}' was given.",
                    name
                ));
        }
        for (const auto& name : parameters.capabilities->drop) {
            if (!is_capability(name))
                return client_error(fmt::format("'{}' is not a kernel capability.", name));
        }
    }
    return check_tmpfs(parameters);
}

Refusal check_kernel_parameters(const ContainerDefinition& container) {
    for (const auto& control : container.system_controls) {
        auto name = control.namespace_.value_or("");
        if (!is_kernel_parameter(name))
            return client_error(
                fmt::format("The kernel parameter '{}' is not supported in systemControls.", name)
            );
        auto value = control.value.value_or("");
        if (value.empty() || value.contains('\n'))
            return client_error(fmt::format("The value of '{}' is not valid.", name));
    }
    return std::nullopt;
}

Refusal check_ulimits(const ContainerDefinition& container) {
    std::set<std::string> names;
    for (const auto& limit : container.ulimits) {
        if (container::resource_of(limit.name) < 0 || !names.insert(limit.name).second)
            return client_error(fmt::format("Invalid or repeated ulimit '{}'.", limit.name));
        bool endless = limit.hard_limit == -1;
        bool fits = limit.soft_limit >= -1 && limit.hard_limit >= -1 &&
                    (endless || (limit.soft_limit != -1 && limit.soft_limit <= limit.hard_limit));
        if (!fits)
            return client_error(fmt::format(
                "The soft limit of ulimit '{}' must not be above its hard limit.", limit.name
            ));
    }
    return std::nullopt;
}

/// Settings of other network modes and launch types.
Refusal check_elsewhere(const ContainerDefinition& container, DefinitionKind kind) {
    if (container.privileged.value_or(false))
        return client_error("Fargate does not support privileged containers.");
    if (!container.docker_security_options.empty())
        return client_error(
            "Fargate compatible task definitions do not support dockerSecurityOptions."
        );
    if (!container.credential_specs.empty())
        return client_error("Fargate compatible task definitions do not support credentialSpecs.");
    if (!container.resource_requirements.empty())
        return client_error(
            "Fargate compatible task definitions do not support resourceRequirements."
        );
    if (container.stop_timeout.value_or(0) > stop_timeout_max)
        return client_error(fmt::format(
            "The stopTimeout of a container on Fargate must not be above {} seconds.",
            stop_timeout_max
        ));
    if (!container.environment_files.empty())
        return client_error("environmentFiles: this region has no Amazon S3 to read them from.");
    if (!kind.awsvpc) return std::nullopt;
    if (!container.links.empty())
        return client_error("Links are not supported when networkMode=awsvpc.");
    if (!container.extra_hosts.empty())
        return client_error("Extra hosts are not supported when networkMode=awsvpc.");
    if (!container.hostname.value_or("").empty())
        return client_error("hostname is not supported on container when networkMode=awsvpc.");
    return std::nullopt;
}

Refusal check_volumes(const RegisterTaskDefinitionInput& input) {
    for (const auto& volume : input.volumes) {
        if (volume.host && !volume.host->source_path.value_or("").empty())
            return client_error("Fargate compatible task definitions do not support sourcePath");
        if (volume.docker_volume_configuration)
            return client_error(
                "Fargate compatible task definitions do not support dockerVolumeConfiguration"
            );
        if (volume.fsx_windows_file_server_volume_configuration)
            return client_error(
                "Fargate compatible task definitions do not support "
                "fsxWindowsFileServerVolumeConfiguration"
            );
    }
    return std::nullopt;
}

}  // namespace

std::optional<AwsError> check_container(const ContainerDefinition& container, DefinitionKind kind) {
    if (!is_name(container.name.value_or("")))
        return client_error("Container.name contains invalid characters.");
    if (auto refused = check_ports(container, kind)) return refused;
    if (auto refused = check_health(container)) return refused;
    if (auto refused = check_elsewhere(container, kind)) return refused;
    if (auto refused = check_linux(container, kind)) return refused;
    if (auto refused = check_kernel_parameters(container)) return refused;
    return check_ulimits(container);
}

std::optional<AwsError> check_disk(const std::optional<EphemeralStorage>& disk) {
    if (!disk || (disk->size_in_gi_b >= disk_min && disk->size_in_gi_b <= disk_max))
        return std::nullopt;
    return client_error(fmt::format(
        "The ephemeralStorage of a task must be between {} and {} GiB.", disk_min, disk_max
    ));
}

std::optional<AwsError> check_task(const RegisterTaskDefinitionInput& input, DefinitionKind kind) {
    if (input.family.empty() || !is_name(input.family))
        return client_error("Family contains invalid characters.");
    if (auto mode = input.ipc_mode.value_or(""); !mode.empty()) {
        if (kind.fargate || mode == "host")
            return client_error("Tasks using the Fargate launch type do not support ipcMode.");
        if (mode != "none") return not_implemented("ipcMode");
    }
    if (auto mode = input.pid_mode.value_or(""); !mode.empty()) {
        if (mode == "host")
            return client_error("Tasks using the Fargate launch type do not support pidMode host.");
        return not_implemented("pidMode");
    }
    if (!input.placement_constraints.empty() && kind.fargate)
        return client_error(
            "Fargate compatible task definitions do not support placement "
            "constraints."
        );
    if (!input.inference_accelerators.empty())
        return client_error(
            "Fargate compatible task definitions do not support inferenceAccelerators."
        );
    if (auto refused = check_disk(input.ephemeral_storage)) return refused;
    return check_volumes(input);
}

}  // namespace atlas::aws::ecs
