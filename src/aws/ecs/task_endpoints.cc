// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/task_endpoints.h"

#include <charconv>

#include "aws/ecs/task_reconciler.h"
#include "aws/ecs/task_volumes.h"
#include "crypto/digest.h"

namespace atlas::aws::ecs {

namespace {

constexpr std::size_t key_length = 36;  // a UUID
constexpr std::chrono::hours lifetime{6};
// Kept credentials are given out again only while they last this long. SDKs refresh theirs earlier,
// so a task never holds expired ones.
constexpr std::chrono::minutes left_at_least{65};

net::Response json_response(int status, const json::Value& value) {
    net::Response response;
    response.status = status;
    response.headers.add("Content-Type", "application/json");
    response.body = json::serialize(value);
    return response;
}

net::Response refusal(int status, const char* code, const std::string& message) {
    json::Object object;
    object["code"] = code;
    object["message"] = message;
    object["HTTPErrorCode"] = status;
    return json_response(status, object);
}

std::string task_role(const State& state, const TaskRow& row) {
    if (row.task.overrides && row.task.overrides->task_role_arn)
        return *row.task.overrides->task_role_arn;
    const auto* definition = state.find_definition(row.task.task_definition_arn.value_or(""));
    return definition ? definition->definition.task_role_arn.value_or("") : "";
}

}  // namespace

TaskEndpoints::TaskEndpoints(State& state, World& world)
    : state_(state), world_(world), alive_(std::make_shared<bool>(true)) {}

TaskEndpoints::~TaskEndpoints() {
    *alive_ = false;
}

net::Handler TaskEndpoints::handler(const std::string& vpc) {
    auto& home = world_.host.region_thread();
    return [this, alive = alive_, &home, vpc](net::Request request, net::Respond respond) {
        home.post([this, alive, vpc, request = std::move(request), respond = std::move(respond)](
                  ) mutable {
            if (*alive) respond(answer(vpc, request));
        });
    };
}

void TaskEndpoints::forget_stopped() {
    auto gone = [&](const std::string& id) {
        const auto* task = state_.tasks.find(id);
        return !task || task->is_stopped();
    };
    std::erase_if(issued_, [&](const auto& entry) { return gone(entry.first); });
    samples_.forget(gone);
}

const TaskRow* TaskEndpoints::find_task(
    const std::string& vpc, const std::string& peer, std::string_view key
) const {
    for (const auto& [id, task] : state_.tasks) {
        if (task.is_stopped() || task.vpc != vpc || task.address != peer) continue;
        if (crypto::equal_constant_time(task.endpoint_key, key)) return &task;
    }
    return nullptr;
}

net::Response TaskEndpoints::answer(const std::string& vpc, const net::Request& request) {
    constexpr std::string_view credentials_path = "/v2/credentials/";
    constexpr std::string_view metadata_path = "/v4/";
    auto path = request.path();
    if (request.method != "GET")
        return refusal(405, "MethodNotAllowed", "Only GET is answered here.");
    if (path.starts_with(credentials_path)) {
        const auto* task = find_task(vpc, request.peer, path.substr(credentials_path.size()));
        if (!task) return refusal(400, "InvalidIdInRequest", "CredentialsV2Request: ID not found");
        return credentials(*task);
    }
    if (path.starts_with(metadata_path)) {
        auto rest = path.substr(metadata_path.size());
        const auto* task = find_task(vpc, request.peer, rest.substr(0, key_length));
        if (task && rest.size() > key_length) return metadata(*task, rest.substr(key_length));
    }
    return refusal(404, "NotFound", "There is nothing at this path.");
}

net::Response TaskEndpoints::credentials(const TaskRow& row) {
    auto role = task_role(state_, row);
    if (role.empty()) return refusal(400, "NoAssumedRole", "The task has no task role.");
    auto now = world_.host.clock().now();
    auto kept = issued_.find(row.id);
    if (kept == issued_.end() || kept->second.expiry - now < left_at_least) {
        auto made = world_.credentials.issue(role, row.id, lifetime);
        if (!made) return refusal(400, "CredentialsNotFound", made.error().message);
        kept = issued_.insert_or_assign(row.id, std::move(made).value()).first;
    }
    const auto& issued = kept->second;
    json::Object object;
    object["RoleArn"] = role;
    object["AccessKeyId"] = issued.access_key_id;
    object["SecretAccessKey"] = issued.secret_access_key;
    object["Token"] = issued.session_token;
    object["Expiration"] = format_iso8601(issued.expiry);
    return json_response(200, object);
}

MachineState TaskEndpoints::machine_of(const TaskRow& row) const {
    MachineState machine{linux::read_clock_state(), std::nullopt, world_.host.clock().now()};
    auto disk = container::read_disk_use(task_disk_folder(world_.host.place(), row.id));
    if (disk) machine.disk = disk.value();
    return machine;
}

json::Value TaskEndpoints::stats(const TaskRow& row, std::size_t container) {
    auto usage = world_.supervisor.usage(TaskReconciler::workload_id(row, container));
    if (!usage) return {};
    UsageSample sample{world_.host.clock().now(), std::move(usage).value()};
    auto before = samples_.add({row.id, container}, sample);
    auto limit = std::int64_t{std::atoi(row.task.memory.value_or("0").c_str())} << 20;
    return container_stats(row.task.containers[container], sample, before, limit);
}

/// `rest` is "-CONTAINER" followed by the rest of the path.
net::Response TaskEndpoints::metadata(const TaskRow& row, std::string_view rest) {
    rest.remove_prefix(1);
    std::size_t index = 0;
    auto parsed = std::from_chars(rest.data(), rest.data() + rest.size(), index);
    rest.remove_prefix(static_cast<std::size_t>(parsed.ptr - rest.data()));
    if (parsed.ec != std::errc() || index >= row.task.containers.size())
        return refusal(404, "NotFound", "There is no such container.");
    const auto* found = state_.find_definition(row.task.task_definition_arn.value_or(""));
    const auto* definition = found ? &found->definition : nullptr;
    if (rest.empty()) return json_response(200, container_metadata(row, index, definition));
    if (rest == "/task") return json_response(200, task_metadata(row, definition, machine_of(row)));
    if (rest == "/taskWithTags")
        return json_response(200, task_metadata_with_tags(row, definition, machine_of(row)));
    if (rest == "/stats") return json_response(200, stats(row, index));
    if (rest == "/task/stats") {
        json::Object all;
        for (std::size_t each = 0; each < row.task.containers.size(); ++each)
            all[row.task.containers[each].runtime_id.value_or("")] = stats(row, each);
        return json_response(200, all);
    }
    return refusal(404, "NotFound", "There is nothing at this path.");
}

}  // namespace atlas::aws::ecs
