// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>

#include "aws/iam/operations.h"
#include "aws/iam/page.h"
#include "aws/iam/permissions.h"
#include "aws/iam/policy_document.h"
#include "aws/models/iam/create_policy_version.h"
#include "aws/models/iam/delete_policy_version.h"
#include "aws/models/iam/get_policy_version.h"
#include "aws/models/iam/list_policy_versions.h"
#include "aws/models/iam/set_default_policy_version.h"
#include "aws/wire/policy_findings.h"

namespace atlas::aws::iam {
namespace {

constexpr std::size_t versions_max = 5;  // of one policy; IAM's quota

AwsError unknown_policy(const std::string& arn) {
    return aws_error("NoSuchEntity", fmt::format("Policy {} was not found.", arn));
}

AwsError unknown_version(const std::string& arn, const std::string& version) {
    return aws_error(
        "NoSuchEntity",
        fmt::format("Policy {} version {} does not exist or is not attachable.", arn, version)
    );
}

PolicyVersion show_version(const PolicyRow& policy, const PolicyVersionRow& version) {
    PolicyVersion shown;
    shown.version_id = version.id;
    shown.is_default_version = version.id == policy.default_version;
    shown.create_date = version.created;
    return shown;
}

Answer<CreatePolicyVersionOutput> create_version(
    State& state, Call& call, const CreatePolicyVersionInput& input
) {
    auto* policy = state.policies.find(input.policy_arn);
    if (!policy) return unknown_policy(input.policy_arn);
    if (auto valid = check_managed_policy(input.policy_document); !valid)
        return std::move(valid).error();
    log_policy_findings("policy " + input.policy_arn, input.policy_document);
    if (policy->versions.size() >= versions_max) {
        return aws_error(
            "LimitExceeded",
            "A managed policy can have up to 5 versions. Before you create a new version, you must "
            "delete an existing version."
        );
    }
    const auto& row = state.policies.edit(call.batch(), input.policy_arn, [&](PolicyRow& edited) {
        auto id = fmt::format("v{}", ++edited.versions_made);
        edited.versions.push_back({id, input.policy_document, call.now()});
        edited.updated = call.now();
        if (input.set_as_default.value_or(false)) edited.default_version = id;
    });
    return CreatePolicyVersionOutput{show_version(row, row.versions.back())};
}

Answer<GetPolicyVersionOutput> show(State& state, Call&, const GetPolicyVersionInput& input) {
    auto* policy = state.find_policy(input.policy_arn);
    if (!policy) return unknown_policy(input.policy_arn);
    auto* version = policy->find_version(input.version_id);
    if (!version) return unknown_version(input.policy_arn, input.version_id);
    auto shown = show_version(*policy, *version);
    shown.document = encode_document(version->document);
    return GetPolicyVersionOutput{std::move(shown)};
}

Answer<ListPolicyVersionsOutput> list(State& state, Call&, const ListPolicyVersionsInput& input) {
    auto* policy = state.find_policy(input.policy_arn);
    if (!policy) return unknown_policy(input.policy_arn);
    ListPolicyVersionsOutput output;
    for (auto version = policy->versions.rbegin(); version != policy->versions.rend(); ++version)
        output.versions.push_back(show_version(*policy, *version));
    ATLAS_TRY(cut_page<ListPolicyVersions>(
        output,
        &ListPolicyVersionsOutput::versions,
        input,
        [](const auto& version) { return version.version_id.value_or(""); }
    ));
    return output;
}

Answer<DeletePolicyVersionOutput> delete_version(
    State& state, Call& call, const DeletePolicyVersionInput& input
) {
    auto* policy = state.policies.find(input.policy_arn);
    if (!policy) return unknown_policy(input.policy_arn);
    if (!policy->find_version(input.version_id))
        return unknown_version(input.policy_arn, input.version_id);
    if (policy->default_version == input.version_id) {
        return aws_error("DeleteConflict", "Cannot delete the default version of a policy.");
    }
    state.policies.edit(call.batch(), input.policy_arn, [&](PolicyRow& row) {
        std::erase_if(row.versions, [&](const auto& one) { return one.id == input.version_id; });
        row.updated = call.now();
    });
    return DeletePolicyVersionOutput{};
}

Answer<SetDefaultPolicyVersionOutput> set_default(
    State& state, Call& call, const SetDefaultPolicyVersionInput& input
) {
    auto* policy = state.policies.find(input.policy_arn);
    if (!policy) return unknown_policy(input.policy_arn);
    if (!policy->find_version(input.version_id))
        return unknown_version(input.policy_arn, input.version_id);
    state.policies.edit(call.batch(), input.policy_arn, [&](PolicyRow& row) {
        row.default_version = input.version_id;
        row.updated = call.now();
    });
    return SetDefaultPolicyVersionOutput{};
}

}  // namespace

std::vector<Operation> policy_version_operations(State& state) {
    return {
        on_policy<CreatePolicyVersion>(state, create_version),
        on_policy<GetPolicyVersion>(state, show),
        on_policy<ListPolicyVersions>(state, list),
        on_policy<DeletePolicyVersion>(state, delete_version),
        on_policy<SetDefaultPolicyVersion>(state, set_default),
    };
}

}  // namespace atlas::aws::iam
