// SPDX-License-Identifier: Apache-2.0
#include "aws/iam/service_linked_roles.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "aws/iam/operations.h"
#include "aws/iam/shown_role.h"
#include "aws/models/iam/create_service_linked_role.h"
#include "aws/models/iam/delete_service_linked_role.h"
#include "aws/models/iam/get_service_linked_role_deletion_status.h"

namespace atlas::aws::iam {
namespace {

struct Linked {
    std::string_view service;
    std::string_view role;
    std::string_view policy;
};

/// A role with an empty policy can be created, but no service of this region uses it.
constexpr std::array linked{
    Linked{"ecs.amazonaws.com", "AWSServiceRoleForECS", "AmazonECSServiceRolePolicy"},
    Linked{
        "elasticloadbalancing.amazonaws.com",
        "AWSServiceRoleForElasticLoadBalancing",
        "AWSElasticLoadBalancingServiceRolePolicy"
    },
    Linked{"kafka.amazonaws.com", "AWSServiceRoleForKafka", "KafkaServiceRolePolicy"},
    Linked{"rds.amazonaws.com", "AWSServiceRoleForRDS", ""},
    Linked{"elasticache.amazonaws.com", "AWSServiceRoleForElastiCache", ""},
    Linked{
        "ecs.application-autoscaling.amazonaws.com",
        "AWSServiceRoleForApplicationAutoScaling_ECSService",
        ""
    },
};

const Linked* find_linked(std::string_view service) {
    auto found = std::ranges::find(linked, service, &Linked::service);
    return found == linked.end() ? nullptr : &*found;
}

RoleRow make_role(Call& call, const Linked& facts, std::string_view suffix) {
    RoleRow role;
    role.name = facts.role;
    if (!suffix.empty()) role.name.append("_").append(suffix);
    role.path = fmt::format("/aws-service-role/{}/", facts.service);
    role.id = make_id(call.random(), "AROA");
    role.arn = make_arn(call.place(), "role", role.path, role.name);
    role.created = call.now();
    role.linked_service = facts.service;
    role.trust_policy = fmt::format(
        R"({{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":)"
        R"({{"Service":"{}"}},"Action":"sts:AssumeRole"}}]}})",
        facts.service
    );
    if (!facts.policy.empty()) {
        role.permissions.attached.push_back(
            fmt::format("arn:aws:iam::aws:policy/aws-service-role/{}", facts.policy)
        );
    }
    return role;
}

Answer<CreateServiceLinkedRoleOutput> create(
    State& state, Call& call, const CreateServiceLinkedRoleInput& input
) {
    auto* facts = find_linked(input.aws_service_name);
    if (!facts) {
        return aws_error(
            "InvalidInput",
            fmt::format("Service Linked Role for {} is not supported.", input.aws_service_name)
        );
    }
    auto role = make_role(call, *facts, input.custom_suffix.value_or(""));
    if (state.roles.find(role.name)) {
        return aws_error(
            "InvalidInput",
            fmt::format(
                "Service role name {} has been taken in this account, please try a different "
                "suffix.",
                role.name
            )
        );
    }
    role.description = input.description;
    auto name = role.name;
    return CreateServiceLinkedRoleOutput{
        show_role(state.roles.put(call.batch(), name, std::move(role)))
    };
}

/// Starts a deletion task. A role that the region itself uses stays, and the task's status reports
/// the failure, as on AWS for a role in use.
Answer<DeleteServiceLinkedRoleOutput> erase(
    State& state, Call& call, const DeleteServiceLinkedRoleInput& input
) {
    auto* role = state.roles.find(input.role_name);
    if (!role || role->linked_service.empty()) return no_such_role(input.role_name);
    auto task = fmt::format("task{}{}/{}", role->path, role->name, call.random().uuid());
    if (role->permissions.attached.empty()) state.roles.erase(call.batch(), input.role_name);
    return DeleteServiceLinkedRoleOutput{std::move(task)};
}

/// "task/aws-service-role/SERVICE/ROLE/UUID" → "/aws-service-role/SERVICE/" and "ROLE"; both empty
/// for another text.
std::pair<std::string, std::string> role_of_task(const std::string& task) {
    const auto begin = task.find('/');
    const auto end = task.rfind('/');
    if (begin == std::string::npos || end <= begin) return {};
    const auto name = task.rfind('/', end - 1) + 1;
    return {task.substr(begin, name - begin), task.substr(name, end - name)};
}

Answer<GetServiceLinkedRoleDeletionStatusOutput> deletion_status(
    State& state, Call&, const GetServiceLinkedRoleDeletionStatusInput& input
) {
    const auto& task = input.deletion_task_id;
    const auto [path, name] = role_of_task(task);
    if (name.empty())
        return aws_error("NoSuchEntity", fmt::format("Deletion task {} was not found.", task));
    GetServiceLinkedRoleDeletionStatusOutput output;
    output.status = "SUCCEEDED";
    // The path was authorized as well: a task that names another one is of another role.
    if (auto* role = state.roles.find(name); role && role->path == path) {
        output.status = "FAILED";
        output.reason.emplace().reason = "The region's own service uses this role.";
    }
    return output;
}

std::vector<Resource> resource_of_task(Call& call, const std::string& task) {
    const auto [path, name] = role_of_task(task);
    Resource resource;
    if (!name.empty()) resource.arn = make_arn(call.place(), "role", path, name);
    return {resource};
}

std::vector<Resource> new_role(Call& call, const std::string& service, const std::string& suffix) {
    Resource resource;
    auto* facts = find_linked(service);
    const std::string name = facts ? std::string(facts->role) : "*";
    resource.arn = make_arn(
        call.place(),
        "role",
        "/aws-service-role/" + service + "/",
        suffix.empty() ? name : name + "_" + suffix
    );
    return {resource};
}

}  // namespace

void seed_service_roles(State& state, Call& call) {
    for (const auto& facts : linked) {
        if (facts.policy.empty() || state.roles.find(facts.role)) continue;
        state.roles.put(call.batch(), std::string(facts.role), make_role(call, facts, ""));
    }
}

std::vector<Operation> service_linked_role_operations(State& state) {
    auto creating = on_state<CreateServiceLinkedRole>(state, create);
    creating.resources = [](Call& call, const json::Value& input) {
        return new_role(
            call,
            text_in(input, "AWSServiceName").value_or(""),
            text_in(input, "CustomSuffix").value_or("")
        );
    };
    auto status = on_state<GetServiceLinkedRoleDeletionStatus>(state, deletion_status);
    status.resources = [](Call& call, const json::Value& input) {
        return resource_of_task(call, text_in(input, "DeletionTaskId").value_or(""));
    };
    return {
        std::move(creating),
        on_any_role<DeleteServiceLinkedRole>(state, erase),
        std::move(status),
    };
}

}  // namespace atlas::aws::iam
