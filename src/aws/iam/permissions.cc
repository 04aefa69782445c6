// SPDX-License-Identifier: Apache-2.0
#include "aws/iam/permissions.h"

#include <algorithm>

#include <fmt/core.h>

#include "aws/iam/operations.h"
#include "aws/iam/policy_document.h"
#include "base/encoding.h"

namespace atlas::aws::iam {
namespace {

constexpr std::size_t attached_max = 10;  // IAM's default quota

AwsError no_inline(const std::string& owner, const std::string& policy) {
    return aws_error(
        "NoSuchEntity", fmt::format("The {} policy with name {} cannot be found.", owner, policy)
    );
}

}  // namespace

Answer<> put_inline(
    Permissions& permissions,
    const std::string& name,
    const std::string& document,
    std::size_t size_max,
    const std::string& owner
) {
    if (auto valid = check_identity_policy(document); !valid) return valid;
    std::size_t size = policy_size(document);
    for (const auto& [other, text] : permissions.inline_policies)
        if (other != name) size += policy_size(text);
    if (size > size_max)
        return aws_error(
            "LimitExceeded",
            fmt::format("Maximum policy size of {} bytes exceeded for {}", size_max, owner)
        );
    permissions.inline_policies[name] = document;
    return {};
}

Answer<> erase_inline(
    Permissions& permissions, const std::string& owner, const std::string& policy
) {
    if (permissions.inline_policies.erase(policy) == 0) return no_inline(owner, policy);
    return {};
}

Answer<std::string> find_inline(
    const Permissions& permissions, const std::string& owner, const std::string& policy
) {
    auto found = permissions.inline_policies.find(policy);
    if (found == permissions.inline_policies.end()) return no_inline(owner, policy);
    return found->second;
}

Answer<> attach(const State& state, Permissions& permissions, const std::string& arn) {
    if (!state.find_policy(arn)) return no_such_policy(arn);
    auto& attached = permissions.attached;
    if (std::ranges::find(attached, arn) != attached.end()) return {};
    if (attached.size() >= attached_max)
        return aws_error("LimitExceeded", "Cannot exceed quota for PoliciesPerRole: 10");
    attached.push_back(arn);
    return {};
}

Answer<> detach(Permissions& permissions, const std::string& arn) {
    if (std::erase(permissions.attached, arn) == 0)
        return aws_error("NoSuchEntity", fmt::format("Policy {} was not found.", arn));
    return {};
}

std::vector<AttachedPolicy> attached_policies(const State& state, const Permissions& permissions) {
    std::vector<AttachedPolicy> all;
    for (const auto& arn : permissions.attached) {
        auto* policy = state.find_policy(arn);
        all.push_back({.policy_name = policy ? policy->name : arn, .policy_arn = arn});
    }
    std::ranges::sort(all, {}, &AttachedPolicy::policy_name);
    return all;
}

Answer<> check_deletable(const Permissions& permissions) {
    if (!permissions.attached.empty())
        return aws_error("DeleteConflict", "Cannot delete entity, must detach all policies first.");
    if (!permissions.inline_policies.empty())
        return aws_error("DeleteConflict", "Cannot delete entity, must delete policies first.");
    return {};
}

std::string encode_document(const std::string& document) {
    return encode_percent(document);
}

}  // namespace atlas::aws::iam
