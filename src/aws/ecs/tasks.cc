// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>

#include "aws/ecs/check_container.h"
#include "aws/ecs/check_service.h"
#include "aws/ecs/names.h"
#include "aws/ecs/operations.h"
#include "aws/ecs/page.h"
#include "aws/ecs/place_task.h"
#include "aws/ecs/task_size.h"
#include "aws/models/ecs/describe_tasks.h"
#include "aws/models/ecs/list_tasks.h"
#include "aws/models/ecs/run_task.h"
#include "aws/models/ecs/stop_task.h"

namespace atlas::aws::ecs {

namespace {

constexpr int tasks_per_call_max = 10;
constexpr std::chrono::hours token_kept{24};

using Rows = std::vector<const TaskRow*>;

/// The tasks that a request with this token made in the cluster. As on AWS a token is good for a
/// day, and no longer than the tasks are shown.
Rows made_before(
    const State& state, const std::string& cluster, const ClientToken& made_by, Time now
) {
    Rows rows;
    for (const auto& [id, row] : state.tasks) {
        if (row.cluster != cluster || !row.made_by.same_token(made_by)) continue;
        if (now - row.task.created_at.value_or(now) < token_kept) rows.push_back(&row);
    }
    return rows;
}

AwsError token_conflict(const Rows& rows) {
    AwsError error{
        "ConflictException",
        "The provided client token is already in use with a different RunTask request.",
        400,
        {}
    };
    std::vector<std::string> arns;
    for (const auto* row : rows)
        arns.push_back(*row->task.task_arn);
    error.fields["resourceIds"] = json::to_value(arns);
    return error;
}

Task view(const TaskRow& row, bool with_tags) {
    auto task = row.task;
    if (!with_tags) task.tags.clear();
    return task;
}

/// What is answered to a token that was seen before.
Answer<RunTaskOutput> run_again(const Rows& former, const ClientToken& made_by) {
    if (former[0]->made_by.request != made_by.request) return token_conflict(former);
    RunTaskOutput output;
    for (const auto* row : former)
        output.tasks.push_back(view(*row, true));
    return output;
}

Answer<> check_container_overrides(
    const TaskDefinition& definition, const TaskOverride& overrides
) {
    for (const auto& over : overrides.container_overrides) {
        auto is_named = [&](const ContainerDefinition& one) { return one.name == over.name; };
        if (std::ranges::none_of(definition.container_definitions, is_named))
            return invalid_parameter(fmt::format(
                "Override for container named {} is not a container in the TaskDefinition.",
                over.name.value_or("")
            ));
        if (over.cpu.value_or(0) < 0 || over.memory.value_or(1) < 1 ||
            over.memory_reservation.value_or(1) < 1)
            return invalid_parameter("Invalid container override: cpu and memory are positive.");
    }
    return {};
}

/// Whether the definition can be run so; the overrides' sizes are plain numbers afterwards.
Answer<> check_overrides(const TaskDefinition& definition, TaskOverride& overrides) {
    ATLAS_TRY(check_container_overrides(definition, overrides));
    if (auto wrong = check_disk(overrides.ephemeral_storage)) return std::move(*wrong);
    return normalise_size(definition, overrides);
}

/// Those of the request, and of the definition's what the request does not name.
void add_tags(std::vector<Tag>& tags, const std::vector<Tag>& more) {
    for (const auto& tag : more) {
        auto same = [&](const Tag& other) { return other.key == tag.key; };
        if (std::ranges::none_of(tags, same)) tags.push_back(tag);
    }
}

}  // namespace

/// The capacity provider that the cluster says, where a task is asked for without a launch type.
std::optional<std::string> default_provider(const Cluster& cluster, const RunTaskInput& input) {
    const auto& strategy = cluster.default_capacity_provider_strategy;
    if (input.launch_type || strategy.empty()) return std::nullopt;
    return strategy[0].capacity_provider;
}

Answer<RunTaskOutput> run_task(State& state, Call& call, const RunTaskInput& input) {
    auto cluster = state.cluster(input.cluster);
    if (!cluster) return std::move(cluster).error();
    int count = input.count.value_or(1);
    if (count < 1 || count > tasks_per_call_max)
        return invalid_parameter("Task count must be between 1 and 10.");
    if (input.propagate_tags == "SERVICE")
        return invalid_parameter("A task that is run by hand has no service to take tags from.");
    auto overrides = input.overrides.value_or(TaskOverride{});
    auto made_by = client_token_of(input);
    auto former = made_before(state, *cluster.value()->cluster_name, made_by, call.now());
    if (!former.empty()) return run_again(former, made_by);
    auto definition = find_active_definition(state, input.task_definition);
    if (!definition) return std::move(definition).error();
    const auto& found = definition.value()->definition;
    if (auto checked = check_service(call, found, input.network_configuration, {}); !checked)
        return std::move(checked).error();
    if (auto checked = check_overrides(found, overrides); !checked)
        return std::move(checked).error();
    auto provider = default_provider(*cluster.value(), input);
    auto launch_type = provider ? std::nullopt : std::optional(input.launch_type.value_or("EC2"));
    if (auto checked = check_launch(found, launch_type); !checked)
        return std::move(checked).error();
    TaskWish wish{
        *definition.value(),
        *cluster.value()->cluster_name,
        "",
        "",
        "",
        "",
        {},
        {},
        {},
        *input.network_configuration,
        overrides,
        {},
        {},
        std::move(made_by)
    };
    wish.group = input.group.value_or("family:" + *found.family);
    wish.started_by = input.started_by.value_or("");
    wish.launch_type = launch_type;
    wish.capacity_provider = provider;
    wish.tags = input.tags;
    if (input.propagate_tags == "TASK_DEFINITION") add_tags(wish.tags, definition.value()->tags);
    RunTaskOutput output;
    for (int index = 0; index < count; ++index)
        output.tasks.push_back(view(place_task(state, call, wish), true));
    return output;
}

Answer<StopTaskOutput> stop_task(State& state, Call& call, const StopTaskInput& input) {
    auto cluster = state.cluster(input.cluster);
    if (!cluster) return std::move(cluster).error();
    const auto* row = state.find_task(*cluster.value()->cluster_name, input.task);
    if (!row) return invalid_parameter("The referenced task was not found.");
    auto id = row->id;
    wish_stop(state, call, id, {"UserInitiated", input.reason.value_or("Task stopped by user")});
    StopTaskOutput output;
    output.task = view(*state.tasks.find(id), true);
    return output;
}

Answer<DescribeTasksOutput> describe_tasks(
    State& state, Call& call, const DescribeTasksInput& input
) {
    auto cluster = state.cluster(input.cluster);
    if (!cluster) return std::move(cluster).error();
    const auto& name = *cluster.value()->cluster_name;
    if (input.tasks.empty()) return invalid_parameter("Tasks cannot be empty.");
    const auto& include = input.include;
    bool with_tags = std::find(include.begin(), include.end(), "TAGS") != include.end();
    DescribeTasksOutput output;
    for (const auto& asked : input.tasks) {
        if (const auto* row = state.find_task(name, asked)) {
            output.tasks.push_back(view(*row, with_tags));
            continue;
        }
        Failure failure;
        failure.arn = task_arn(call.place(), name, last_part(asked));
        failure.reason = "MISSING";
        output.failures.push_back(failure);
    }
    return output;
}

Answer<ListTasksOutput> list_tasks(State& state, Call&, const ListTasksInput& input) {
    auto cluster = state.cluster(input.cluster);
    if (!cluster) return std::move(cluster).error();
    const auto& name = *cluster.value()->cluster_name;
    if (input.service_name && !state.find_service(name, *input.service_name))
        return service_not_found();
    auto wanted = input.desired_status.value_or("RUNNING");
    ListTasksOutput output;
    for (const auto& [id, row] : state.tasks) {
        const auto& task = row.task;
        if (row.cluster != name || task.desired_status != wanted) continue;
        if (input.service_name && row.service != last_part(*input.service_name)) continue;
        if (input.started_by && task.started_by != input.started_by) continue;
        if (input.launch_type && task.launch_type != input.launch_type) continue;
        if (input.family) {
            auto definition = parse_definition_name(*task.task_definition_arn);
            if (!definition || definition->family != *input.family) continue;
        }
        output.task_arns.push_back(*task.task_arn);
    }
    ATLAS_TRY(cut_names<ListTasks>(input, output.task_arns, output.next_token));
    return output;
}

}  // namespace atlas::aws::ecs
