// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/normalise_definition.h"

#include <set>

#include <fmt/core.h>

#include "aws/ecs/check_container.h"
#include "aws/ecs/state.h"
#include "aws/ecs/task_size.h"
#include "base/decimal.h"

namespace atlas::aws::ecs {

namespace {

void add_defaults(ContainerDefinition& container, bool awsvpc) {
    container.cpu = container.cpu.value_or(0);
    container.essential = container.essential.value_or(true);
    container.environment.mark_present();
    container.mount_points.mark_present();
    container.volumes_from.mark_present();
    container.system_controls.mark_present();
    container.port_mappings.mark_present();
    for (auto& port : container.port_mappings) {
        port.protocol = port.protocol.value_or("tcp");
        if (awsvpc && port.container_port) port.host_port = port.container_port;
        if (!awsvpc && !port.host_port) port.host_port = 0;
    }
    if (auto& health = container.health_check) {
        health->interval = health->interval.value_or(30);
        health->timeout = health->timeout.value_or(5);
        health->retries = health->retries.value_or(3);
    }
}

bool is_private_registry(const std::string& image) {
    return image.contains(".dkr.ecr.");
}

void add_attributes(TaskDefinition& definition, bool awsvpc) {
    std::set<std::string> names{"com.amazonaws.ecs.capability.docker-remote-api.1.18"};
    for (const auto& container : definition.container_definitions) {
        if (container.log_configuration) {
            const auto& driver = container.log_configuration->log_driver;
            names.insert("com.amazonaws.ecs.capability.logging-driver." + driver);
            names.insert("com.amazonaws.ecs.capability.docker-remote-api.1.19");
            if (driver == "awslogs") names.insert("ecs.capability.execution-role-awslogs");
        }
        if (is_private_registry(container.image.value_or(""))) {
            names.insert("com.amazonaws.ecs.capability.ecr-auth");
            names.insert("com.amazonaws.ecs.capability.docker-remote-api.1.19");
            if (definition.execution_role_arn)
                names.insert("ecs.capability.execution-role-ecr-pull");
        }
        if (!container.secrets.empty())
            names.insert("ecs.capability.secrets.asm.environment-variables");
        if (container.health_check) {
            names.insert("ecs.capability.container-health-check");
            names.insert("com.amazonaws.ecs.capability.docker-remote-api.1.24");
        }
    }
    if (definition.task_role_arn) names.insert("com.amazonaws.ecs.capability.task-iam-role");
    if (awsvpc) names.insert("ecs.capability.task-eni");
    for (const auto& name : names) {
        Attribute attribute;
        attribute.name = name;
        definition.requires_attributes.push_back(attribute);
    }
}

std::optional<AwsError> check_containers(const RegisterTaskDefinitionInput& input) {
    if (input.container_definitions.empty()) return client_error("Container list cannot be empty.");
    std::set<std::string> names;
    std::set<std::string> volumes;
    bool any_essential = false;
    for (const auto& volume : input.volumes)
        volumes.insert(volume.name.value_or(""));
    for (const auto& container : input.container_definitions) {
        auto name = container.name.value_or("");
        if (name.empty()) return client_error("Container.name should not be null or empty.");
        if (container.image.value_or("").empty())
            return client_error("Container.image should not be null or empty.");
        if (!names.insert(name).second)
            return client_error("Container.name should not be duplicated: " + name + ".");
        any_essential |= container.essential.value_or(true);
        for (const auto& point : container.mount_points) {
            if (!volumes.contains(point.source_volume.value_or("")))
                return client_error(
                    fmt::format("Unknown volume '{}'.", point.source_volume.value_or(""))
                );
        }
    }
    if (!any_essential)
        return client_error("Task definition must have at least one essential container.");
    for (const auto& container : input.container_definitions) {
        for (const auto& dependency : container.depends_on) {
            if (!names.contains(dependency.container_name))
                return client_error(fmt::format(
                    "Container '{}' depends on an unknown container '{}'.",
                    *container.name,
                    dependency.container_name
                ));
        }
    }
    return std::nullopt;
}

std::optional<AwsError> check_fargate(
    const RegisterTaskDefinitionInput& input, const TaskDefinition& definition
) {
    if (definition.network_mode != "awsvpc")
        return client_error("Fargate only supports network mode ‘awsvpc’.");
    if (!definition.cpu || !definition.memory)
        return client_error("Fargate requires that 'cpu' and 'memory' be defined at the task level."
        );
    auto size = check_fargate_size(
        static_cast<int>(parse_decimal(*definition.cpu).value_or(0)),
        static_cast<int>(parse_decimal(*definition.memory).value_or(0))
    );
    if (!size) return std::move(size).error();
    for (const auto& container : input.container_definitions) {
        bool has_role = input.execution_role_arn && !input.execution_role_arn->empty();
        if (has_role) continue;
        if (container.log_configuration && container.log_configuration->log_driver == "awslogs")
            return client_error(
                "Fargate requires task definition to have execution role ARN to support log driver "
                "awslogs."
            );
        if (is_private_registry(*container.image))
            return client_error(
                "Fargate requires task definition to have execution role ARN to support ECR images."
            );
        if (!container.secrets.empty())
            return client_error(
                "When you are specifying container secrets, you must also specify a value for "
                "'executionRoleArn'."
            );
    }
    return std::nullopt;
}

/// What containers ask for must fit into the task, where the task has a size.
std::optional<AwsError> check_sizes(const TaskDefinition& definition) {
    int units = 0;
    int reserved = 0;
    for (const auto& container : definition.container_definitions) {
        auto memory = container.memory.value_or(0);
        auto reservation = container.memory_reservation.value_or(0);
        if (!definition.memory && memory == 0 && reservation == 0)
            return client_error(fmt::format(
                "Invalid setting for container '{}'. At least one of 'memory' or "
                "'memoryReservation' must be specified.",
                *container.name
            ));
        if (definition.memory && memory > parse_decimal(*definition.memory))
            return client_error(fmt::format(
                "The 'memory' setting for container '{}' is greater than for the task.",
                *container.name
            ));
        if (memory > 0 && reservation > memory)
            return client_error(fmt::format(
                "Invalid setting for container '{}'. The 'memoryReservation' value must not be "
                "greater than 'memory'.",
                *container.name
            ));
        units += container.cpu.value_or(0);
        reserved += reservation;
    }
    if (definition.memory && reserved > parse_decimal(*definition.memory))
        return client_error(
            "The sum of all container 'memoryReservation' values cannot be greater "
            "than the value of the task 'memory'."
        );
    if (definition.cpu && units > parse_decimal(*definition.cpu))
        return client_error(
            "The sum of all container 'cpu' values cannot be greater than the "
            "value of the task 'cpu'."
        );
    return std::nullopt;
}

}  // namespace

Answer<TaskDefinition> normalise_definition(const RegisterTaskDefinitionInput& input) {
    if (auto wrong = check_containers(input)) return std::move(*wrong);
    TaskDefinition definition;
    definition.family = input.family;
    definition.task_role_arn = input.task_role_arn;
    definition.execution_role_arn = input.execution_role_arn;
    definition.network_mode = input.network_mode.value_or("bridge");
    definition.container_definitions = input.container_definitions;
    definition.volumes = input.volumes;
    definition.placement_constraints = input.placement_constraints;
    definition.requires_compatibilities = input.requires_compatibilities;
    definition.pid_mode = input.pid_mode;
    definition.ipc_mode = input.ipc_mode;
    definition.inference_accelerators.leave_out();
    definition.ephemeral_storage = input.ephemeral_storage;
    definition.runtime_platform = input.runtime_platform;
    definition.status = "ACTIVE";
    definition.volumes.mark_present();
    definition.placement_constraints.mark_present();
    for (const auto& [given, parse, out] :
         {std::tuple(&input.cpu, &parse_cpu, &definition.cpu),
          std::tuple(&input.memory, &parse_memory, &definition.memory)}) {
        if (!*given) continue;
        auto size = parse(**given);
        if (!size) return client_error(fmt::format("Invalid '{}' setting for task.", **given));
        *out = std::to_string(*size);
    }
    bool awsvpc = definition.network_mode == "awsvpc";
    const auto& wanted = input.requires_compatibilities;
    bool fargate = std::find(wanted.begin(), wanted.end(), "FARGATE") != wanted.end();
    if (auto wrong = check_task(input, {awsvpc, fargate})) return std::move(*wrong);
    for (const auto& container : input.container_definitions) {
        if (auto wrong = check_container(container, {awsvpc, fargate})) return std::move(*wrong);
    }
    if (fargate) {
        if (auto wrong = check_fargate(input, definition)) return std::move(*wrong);
    }
    if (auto wrong = check_sizes(definition)) return std::move(*wrong);
    for (auto& container : definition.container_definitions)
        add_defaults(container, awsvpc);
    add_attributes(definition, awsvpc);
    definition.compatibilities.push_back("EC2");
    if (fargate || (awsvpc && !check_fargate(input, definition)))
        definition.compatibilities.push_back("FARGATE");
    return definition;
}

}  // namespace atlas::aws::ecs
