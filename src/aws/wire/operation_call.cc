// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/operation_call.h"

#include <algorithm>
#include <map>

#include "aws/wire/error_document.h"
#include "aws/wire/validate.h"
#include "base/check.h"
#include "base/log.h"
#include "policy/global_context.h"

namespace atlas::aws {
namespace {

bool asks_dry_run(const Entry& entry, const json::Value& input) {
    if (entry.service->protocol != Protocol::ec2) return false;
    auto* flag = input.find("DryRun");
    return flag && flag->as_bool() && *flag->as_bool();
}

void check_declared(const ActionAccess& access, const std::vector<Resource>& resources) {
    for (const auto& resource : resources) {
        for (const auto& [key, values] : resource.context) {
            if (!policy::has_key(access.lacking, key)) continue;
            log::error("iam", "{} supplies {} without declaring it", access.action, key);
            ATLAS_CHECK(false, "a key that is supplied stands in aws/models/<service>.access");
        }
    }
}

}  // namespace

OperationCall::OperationCall(
    const CallParts& parts,
    const Principal& caller,
    const ServiceModel* service,
    const Origin& origin,
    const std::string& request_id,
    Work& work
)
    : parts_(parts),
      caller_(caller),
      service_(service),
      origin_(origin),
      request_id_(request_id),
      work_(work) {}

Answer<> OperationCall::admit(const Entry& entry, const json::Value& input) {
    const auto& operation = entry.operation;
    if (!operation.always_allowed) {
        std::vector<Resource> resources;
        if (operation.resources) resources = operation.resources(*this, input);
        // An input that names no resource is authorized against "*"; an empty list would allow it.
        if (resources.empty()) resources.emplace_back();
        if (parts_.identities.checks_declarations()) check_declared(*entry.access, resources);
        if (auto allowed = check(entry.action, resources, input); !allowed)
            return in_words_of(*entry.service, std::move(allowed).error());
    }
    if (auto allowed = check_passed_roles(entry, input); !allowed)
        return in_words_of(*entry.service, std::move(allowed).error());
    if (asks_dry_run(entry, input)) {
        return AwsError{
            "DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412, {}
        };
    }
    return {};
}

Answer<> OperationCall::check_passed_roles(const Entry& entry, const json::Value& input) {
    std::map<std::string, std::string> passed;  // role → service; each role is checked once
    for (const auto& declared : entry.access->passes)
        for (auto& role : texts_at(input, declared.member))
            passed.emplace(std::move(role), declared.service);
    if (entry.operation.roles)
        for (auto& role : entry.operation.roles(*this, input))
            passed.emplace(std::move(role.arn), std::move(role.service));
    for (const auto& [role, service] : passed) {
        if (role.empty()) continue;
        if (auto allowed = pass(role, service); !allowed) return allowed;
    }
    return {};
}

Answer<> OperationCall::pass(const std::string& role, const std::string& service) {
    Resource resource;
    resource.arn = role;
    // A role given by name is completed with the path "/".
    if (!role.starts_with("arn:")) resource.arn = place().global_arn("iam", "role/" + role);
    const auto account = policy::account_of(resource.arn);
    if (account.size() == 12 && account != place().account)
        return AwsError{"AccessDenied", "Cross-account pass role is not allowed.", 403, {}};
    resource.context["iam:passedtoservice"] = {service};
    resource.add_tags(parts_.identities.role_tags(resource.arn), "iam");
    return check("iam:PassRole", {resource}, json::Value());
}

Answer<json::Value> OperationCall::perform(const Entry& entry, const json::Value& input) {
    ATLAS_CHECK(entry.operation.handle, "what a worker answers is not invoked by a handler");
    if (auto admitted = admit(entry, input); !admitted) return std::move(admitted).error();
    auto answer = entry.operation.handle(*this, input);
    if (!answer) return in_words_of(*entry.service, std::move(answer).error());
    return answer;
}

Answer<SlowPart> OperationCall::begin(const Entry& entry, const json::Value& input) {
    if (auto admitted = admit(entry, input); !admitted) return std::move(admitted).error();
    auto slow = entry.operation.begin(*this, input);
    if (!slow) return in_words_of(*entry.service, std::move(slow).error());
    return slow;
}

Answer<> OperationCall::check(
    std::string_view action, const std::vector<Resource>& resources, const json::Value& input
) {
    // Only a resource policy can refuse root, so the usual call of an administrator ends here.
    const bool root = caller_.kind == Principal::Kind::administrator;
    const auto has_policy = [](const Resource& one) { return !one.policy.empty(); };
    if (root && std::ranges::none_of(resources, has_policy)) return {};
    auto policies = parts_.identities.policies_of(caller_);
    auto context = condition_context(
        caller_, policies, origin_, place().region, now(), input, find_access(action)
    );
    return authorize(caller_, policies, context, action, resources);
}

void OperationCall::after_commit(std::move_only_function<void()> task) {
    work_.after_commit.push_back(std::move(task));
}

Answer<> OperationCall::require(std::string_view action, const Resource& resource) {
    auto allowed = check(action, {resource}, json::Value());
    if (!allowed && service_) return in_words_of(*service_, std::move(allowed).error());
    return allowed;
}

Answer<> OperationCall::may_invoke(
    const Principal& as,
    std::string_view service,
    std::string_view operation,
    const json::Value& input
) {
    auto* entry = parts_.operations.find(service, operation);
    if (!entry) return not_implemented(service, operation);
    OperationCall inner(parts_, as, entry->service, origin_, request_id_, work_);
    return inner.admit(*entry, input);
}

Answer<json::Value> OperationCall::invoke_value(
    const Principal& as,
    std::string_view service,
    std::string_view operation,
    const json::Value& input
) {
    auto* entry = parts_.operations.find(service, operation);
    if (!entry) return not_implemented(service, operation);
    if (auto valid = validate(*entry->service, *entry->model, input); !valid)
        return std::move(valid).error();
    OperationCall inner(parts_, as, entry->service, origin_, request_id_, work_);
    return inner.perform(*entry, input);
}

}  // namespace atlas::aws
