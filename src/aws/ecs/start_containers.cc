// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>

#include "aws/ecs/check_dependencies.h"
#include "aws/ecs/container_settings.h"
#include "aws/ecs/names.h"
#include "aws/ecs/task_limits.h"
#include "aws/ecs/task_reconciler.h"
#include "aws/ecs/task_volumes.h"

namespace atlas::aws::ecs {

namespace {

/// The StopSignal of an image, by name or number; SIGTERM if it has none or an unknown one.
int signal_number(const std::string& name) {
    constexpr std::pair<const char*, int> known[] = {
        {"SIGHUP", 1},
        {"SIGINT", 2},
        {"SIGQUIT", 3},
        {"SIGKILL", 9},
        {"SIGUSR1", 10},
        {"SIGUSR2", 12},
        {"SIGTERM", 15},
        {"SIGWINCH", 28},
    };
    for (const auto& [text, number] : known) {
        if (name == text || name == std::to_string(number)) return number;
    }
    return 15;
}

const ContainerOverride* override_of(const TaskRow& row, const std::string& name) {
    if (!row.task.overrides) return nullptr;
    for (const auto& each : row.task.overrides->container_overrides) {
        if (each.name == name) return &each;
    }
    return nullptr;
}

/// When a workload started; `otherwise` if it has ended already.
Time start_of(const supervisor::Supervisor& supervisor, const std::string& id, Time otherwise) {
    for (const auto& running : supervisor.running()) {
        if (running.id == id) return running.started;
    }
    return otherwise;
}

}  // namespace

std::string TaskReconciler::runtime_id(const std::string& id, Call& call) {
    return id + "-" + call.random().text(10, "0123456789");
}

/// A container's environment. Later sources win: image, region, definition, override, secrets. The
/// region's variables are injected here, so that a definition works unchanged on AWS.
TaskReconciler::Variables TaskReconciler::environment_of(
    const TaskRow& row, const Progress& progress, std::size_t index
) const {
    Variables variables;
    for (const auto& entry : progress.images[index].config.environment) {
        auto equals = entry.find('=');
        if (equals != entry.npos) variables[entry.substr(0, equals)] = entry.substr(equals + 1);
    }
    const auto& place = world_.host.place();
    variables["AWS_REGION"] = place.region;
    variables["AWS_DEFAULT_REGION"] = place.region;
    variables["AWS_ENDPOINT_URL"] = "http://169.254.170.2:4566";
    variables["AWS_EXECUTION_ENV"] = "AWS_ECS_FARGATE";
    variables["ECS_CONTAINER_METADATA_URI_V4"] =
        fmt::format("http://169.254.170.2/v4/{}-{}", row.endpoint_key, index);
    if (!task_role(row).empty())
        variables["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/v2/credentials/" + row.endpoint_key;
    const auto& container = definition_of(row)->container_definitions[index];
    auto add = [&](const std::vector<KeyValuePair>& pairs) {
        for (const auto& pair : pairs)
            variables[pair.name.value_or("")] = pair.value.value_or("");
    };
    add(container.environment);
    if (const auto* over = override_of(row, *container.name)) add(over->environment);
    for (const auto& [name, value] : progress.secrets[index])
        variables[name] = value;
    return variables;
}

supervisor::WorkloadSpec TaskReconciler::spec_of(
    const TaskRow& row, const Progress& progress, std::size_t index
) const {
    const auto& definition = *definition_of(row);
    const auto& container = definition.container_definitions[index];
    const auto& image = progress.images[index];
    supervisor::WorkloadSpec spec;
    spec.id = workload_id(row, index);
    spec.owner = fmt::format("ecs:{}/{}/{}", row.cluster, row.id, index);
    spec.rootfs = {image.layers, true};
    spec.network = {progress.sandbox, row.resolver, "", row.address};
    spec.network.host_name = container.hostname.value_or("");
    if (spec.network.host_name.empty()) {
        // Like EC2's IP-based host name, but as a single label.
        spec.network.host_name = "ip-" + row.address + ".ec2.internal";
        std::ranges::replace(spec.network.host_name, '.', '-');
    }
    // An entryPoint of the definition drops the image's command, as in Docker.
    const auto* over = override_of(row, *container.name);
    bool own_entry = !container.entry_point.empty();
    spec.args = own_entry ? container.entry_point : image.config.entry_point;
    auto command = own_entry ? std::vector<std::string>{} : image.config.command;
    if (!container.command.empty()) command = container.command;
    if (over && !over->command.empty()) command = over->command;
    spec.args.insert(spec.args.end(), command.begin(), command.end());
    spec.environment = environment_of(row, progress, index);
    auto folder = container.working_directory.value_or(image.config.working_directory);
    spec.working_directory = folder.empty() ? "/" : folder;
    spec.user = container.user.value_or(image.config.user);
    spec.disk = task_disk(row.id, row.task.ephemeral_storage);
    spec.own_users = true;
    spec.mounts = task_mounts(world_.host.place(), row.id, definition, container);
    apply_settings(container, spec);
    spec.limits = container_limits(container, over);
    spec.group = {"ecs-" + row.id.substr(0, 16), task_limits(row.task, definition)};
    spec.log = progress.logs[index];
    spec.read_only_root = container.readonly_root_filesystem.value_or(false);
    spec.stop_signal = signal_number(image.config.stop_signal);
    spec.stop_timeout = std::chrono::seconds(container.stop_timeout.value_or(30));
    return spec;
}

/// Starts the containers whose dependencies are met, one after the other. Once all have started,
/// the task moves on. A container whose dependencies can never be met is recorded as STOPPED
/// without a start, which stops the task if the container is essential.
void TaskReconciler::start_containers(const TaskRow& row, Progress& progress) {
    const auto* definition = definition_of(row);
    bool all_started = true;
    for (std::size_t index = 0; index < row.task.containers.size(); ++index) {
        if (row.task.containers[index].last_status != "PENDING") continue;
        all_started = false;
        if (progress.busy) continue;
        auto now = world_.host.clock().now();
        auto dependencies =
            check_dependencies(row.task, *definition, index, progress.started_at, now);
        if (!dependencies.never.empty()) {
            // ECS reports the exit code of SIGTERM for a container that never ran.
            record_end(row.id, index, {143, false, now, dependencies.never}, false);
            return;
        }
        if (dependencies.met)
            start_container(row, progress, index);
        else if (dependencies.until)
            wake_at(row.id, progress, *dependencies.until);
    }
    if (all_started && row.status() == "PENDING")
        set_status(row.id, row.targets.empty() ? "RUNNING" : "ACTIVATING");
}

void TaskReconciler::start_container(const TaskRow& row, Progress& progress, std::size_t index) {
    progress.busy = true;
    auto spec = spec_of(row, progress, index);
    if (spec.args.empty()) {
        progress.busy = false;
        fail(row.id, {"TaskFailedToStart", "CannotCreateContainerError: no command specified"});
        return;
    }
    world_.supervisor.start(
        std::move(spec),
        {},
        life_.guard([this, id = row.id, index](Result<supervisor::Running> running) {
            container_started(id, index, std::move(running));
        })
    );
}

void TaskReconciler::container_started(
    const std::string& id, std::size_t index, Result<supervisor::Running> running
) {
    const auto* row = state_.tasks.find(id);
    if (!row) return;
    auto& progress = progress_[id];
    progress.busy = false;
    // conflict: the workload survived the region's restart.
    if (!running && running.error().code() != ErrorCode::conflict) {
        fail(id, {"TaskFailedToStart", "CannotStartContainerError: " + running.error().message()});
        step(id);
        return;
    }
    progress.started_at[index] =
        start_of(world_.supervisor, workload_id(*row, index), world_.host.clock().now());
    edit(id, [&](TaskRow& edited, Call& call) {
        auto& container = edited.task.containers[index];
        // It may have ended before this callback.
        if (container.last_status == "PENDING") container.last_status = "RUNNING";
        if (!container.runtime_id) container.runtime_id = runtime_id(id, call);
    });
    schedule_check(id, index);
}

}  // namespace atlas::aws::ecs
