// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/operation_call.h"

#include "aws/wire/error_document.h"
#include "aws/wire/validate.h"
#include "base/check.h"

namespace atlas::aws {
namespace {

bool asks_dry_run(const Entry& entry, const json::Value& input) {
    if (entry.service->protocol != Protocol::ec2) return false;
    auto* flag = input.find("DryRun");
    return flag && flag->as_bool() && *flag->as_bool();
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
    if (!operation.always_allowed && caller_.kind != Principal::Kind::administrator) {
        std::vector<Resource> resources;
        if (operation.resources) resources = operation.resources(*this, input);
        if (resources.empty()) resources.emplace_back();  // An input that names none.
        if (auto allowed = check(entry.action, resources, input); !allowed)
            return in_words_of(*entry.service, std::move(allowed).error());
    }
    if (asks_dry_run(entry, input)) {
        return AwsError{
            "DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412, {}
        };
    }
    return {};
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
    if (caller_.kind == Principal::Kind::administrator) return {};
    auto policies = parts_.identities.policies_of(caller_);
    auto context = condition_context(caller_, policies, origin_, place().region, now(), input);
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

Answer<json::Value> OperationCall::invoke_value(
    const Principal& as,
    std::string_view service,
    std::string_view operation,
    const json::Value& input
) {
    auto* entry = parts_.operations.find(service, operation);
    if (!entry) return not_implemented(service, operation);
    if (auto valid = validate(*entry->service, entry->model->input, input); !valid)
        return std::move(valid).error();
    OperationCall inner(parts_, as, entry->service, origin_, request_id_, work_);
    return inner.perform(*entry, input);
}

}  // namespace atlas::aws
