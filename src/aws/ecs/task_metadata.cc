// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/task_metadata.h"

#include <cstdlib>

#include "aws/ecs/names.h"

namespace atlas::aws::ecs {

namespace {

using json::Object;
using json::Value;

DefinitionName definition_of(const TaskRow& row) {
    return parse_definition_name(row.task.task_definition_arn.value_or(""))
        .value_or(DefinitionName{});
}

void put_time(Object& object, const char* name, const std::optional<Time>& time) {
    if (time) object[name] = format_iso8601_ms(*time);
}

Value labels_of(const TaskRow& row, const Container& container) {
    auto definition = definition_of(row);
    Object labels;
    labels["com.amazonaws.ecs.cluster"] = row.task.cluster_arn.value_or("");
    labels["com.amazonaws.ecs.container-name"] = container.name.value_or("");
    labels["com.amazonaws.ecs.task-arn"] = row.task.task_arn.value_or("");
    labels["com.amazonaws.ecs.task-definition-family"] = definition.family;
    labels["com.amazonaws.ecs.task-definition-version"] = std::to_string(definition.revision);
    return labels;
}

/// A detail of the task's network interface: "macAddress", "privateDnsName".
std::string attached(const TaskRow& row, std::string_view name) {
    if (row.task.attachments.empty()) return {};
    for (const auto& detail : row.task.attachments[0].details)
        if (detail.name == name) return detail.value.value_or("");
    return {};
}

/// The subnet's first address, which AWS reserves for the VPC router, with the prefix length:
/// "10.0.16.1/20".
std::string gateway_of(const std::string& subnet_cidr) {
    auto slash = subnet_cidr.find('/');
    auto last = subnet_cidr.rfind('.', slash);
    if (slash == std::string::npos || last == std::string::npos) return {};
    auto number = std::atoi(subnet_cidr.c_str() + last + 1) + 1;
    return subnet_cidr.substr(0, last + 1) + std::to_string(number) + subnet_cidr.substr(slash);
}

Value network_of(const TaskRow& row) {
    Object network;
    network["NetworkMode"] = "awsvpc";
    network["IPv4Addresses"] = json::Array{row.address};
    network["AttachmentIndex"] = 0;
    network["MACAddress"] = attached(row, "macAddress");
    network["PrivateDNSName"] = attached(row, "privateDnsName");
    // Rows of an older version have no subnet CIDR.
    if (!row.subnet_cidr.empty()) {
        network["IPv4SubnetCIDRBlock"] = row.subnet_cidr;
        network["SubnetGatewayIpv4Address"] = gateway_of(row.subnet_cidr);
    }
    network["DomainNameServers"] = json::Array{row.resolver};
    return network;
}

void put_log(Object& object, const TaskDefinition* definition, std::size_t index) {
    if (!definition || index >= definition->container_definitions.size()) return;
    const auto& log = definition->container_definitions[index].log_configuration;
    if (!log) return;
    object["LogDriver"] = log->log_driver;
    Object options;
    for (const auto& [name, value] : log->options)
        options[name] = value;
    object["LogOptions"] = std::move(options);
}

/// Rounded up.
std::int64_t mib_of(std::uint64_t bytes) {
    constexpr int mib = 20;
    return static_cast<std::int64_t>((bytes + (1U << mib) - 1) >> mib);
}

Value storage_metrics(const container::DiskUse& disk) {
    Object metrics;
    metrics["Utilized"] = mib_of(disk.used_bytes);
    metrics["Reserved"] = mib_of(disk.bytes);
    return metrics;
}

Value clock_drift(const linux::ClockState& clock, Time now) {
    Object drift;
    drift["ClockErrorBound"] = clock.error_ms_max;
    drift["ReferenceTimestamp"] = format_iso8601(now);
    drift["ClockSynchronizationStatus"] = clock.synchronized ? "SYNCHRONIZED" : "NOT_SYNCHRONIZED";
    return drift;
}

}  // namespace

Value container_metadata(
    const TaskRow& row, std::size_t index, const TaskDefinition* definition_shape
) {
    const auto& container = row.task.containers[index];
    auto definition = definition_of(row);
    Object object;
    object["DockerId"] = container.runtime_id.value_or("");
    object["Name"] = container.name.value_or("");
    object["DockerName"] = container.name.value_or("");
    object["Image"] = container.image.value_or("");
    object["ImageID"] = container.image_digest.value_or("");
    object["Labels"] = labels_of(row, container);
    object["DesiredStatus"] = row.task.desired_status.value_or("");
    object["KnownStatus"] = container.last_status.value_or("");
    if (container.exit_code) object["ExitCode"] = *container.exit_code;
    Object limits;
    limits["CPU"] = std::atoi(container.cpu.value_or("0").c_str());
    if (container.memory) limits["Memory"] = std::atoi(container.memory->c_str());
    object["Limits"] = std::move(limits);
    put_time(object, "CreatedAt", row.task.created_at);
    put_time(object, "StartedAt", row.task.started_at);
    object["Type"] = "NORMAL";
    put_log(object, definition_shape, index);
    object["ContainerARN"] = container.container_arn.value_or("");
    object["Networks"] = json::Array{network_of(row)};
    object["Snapshotter"] = "overlayfs";
    return object;
}

Value task_metadata(
    const TaskRow& row, const TaskDefinition* definition_shape, const MachineState& machine
) {
    auto definition = definition_of(row);
    const auto& task = row.task;
    Object object;
    object["Cluster"] = task.cluster_arn.value_or("");
    object["TaskARN"] = task.task_arn.value_or("");
    object["Family"] = definition.family;
    object["Revision"] = std::to_string(definition.revision);
    object["DesiredStatus"] = task.desired_status.value_or("");
    object["KnownStatus"] = task.last_status.value_or("");
    Object limits;
    if (task.cpu) limits["CPU"] = std::atoi(task.cpu->c_str()) / 1024.0;
    if (task.memory) limits["Memory"] = std::atoi(task.memory->c_str());
    object["Limits"] = std::move(limits);
    put_time(object, "PullStartedAt", task.pull_started_at);
    put_time(object, "PullStoppedAt", task.pull_stopped_at);
    object["AvailabilityZone"] = task.availability_zone.value_or("");
    object["LaunchType"] = "FARGATE";
    if (!row.service.empty()) object["ServiceName"] = row.service;
    json::Array containers;
    for (std::size_t index = 0; index < task.containers.size(); ++index)
        containers.push_back(container_metadata(row, index, definition_shape));
    object["Containers"] = std::move(containers);
    if (machine.disk) object["EphemeralStorageMetrics"] = storage_metrics(*machine.disk);
    object["ClockDrift"] = clock_drift(machine.clock, machine.now);
    object["FaultInjectionEnabled"] = false;
    return object;
}

Value task_metadata_with_tags(
    const TaskRow& row, const TaskDefinition* definition, const MachineState& machine
) {
    auto shown = task_metadata(row, definition, machine);
    Object tags;
    for (const auto& tag : row.task.tags)
        tags[tag.key.value_or("")] = tag.value.value_or("");
    (*shown.as_object())["TaskTags"] = std::move(tags);
    return shown;
}

}  // namespace atlas::aws::ecs
