// SPDX-License-Identifier: Apache-2.0
// GetResourcePolicy, PutResourcePolicy, DeleteResourcePolicy.
#include "aws/models/secretsmanager/delete_resource_policy.h"
#include "aws/models/secretsmanager/get_resource_policy.h"
#include "aws/models/secretsmanager/put_resource_policy.h"
#include "aws/secretsmanager/operations.h"
#include "aws/wire/policy_findings.h"
#include "policy/policy.h"

namespace atlas::aws::secretsmanager {
namespace {

Answer<GetResourcePolicyOutput> get_resource_policy(
    State& state, Call& call, const GetResourcePolicyInput& input
) {
    auto found = find_secret(state, call, input.secret_id, true);
    if (!found) return std::move(found).error();
    GetResourcePolicyOutput output;
    output.arn = found.value()->arn;
    output.name = found.value()->name;
    if (!found.value()->policy.empty()) output.resource_policy = found.value()->policy;
    return output;
}

/// Whether the policy allows access to a stranger: a user of another account with an address from
/// the internet. A policy whose conditions such a caller cannot meet is not public.
bool is_public(const policy::DocumentPtr& document, const std::string& secret) {
    const policy::Context context{
        {"aws:sourceip", {"203.0.113.9"}},
        {"aws:securetransport", {"true"}},
        {"aws:principaltype", {"User"}},
        {"aws:principalaccount", {"999999999999"}},
        {"aws:principalarn", {"arn:aws:iam::999999999999:user/stranger"}}
    };
    const policy::Named policy{"resource policy", document};
    for (const char* action :
         {"secretsmanager:GetSecretValue",
          "secretsmanager:DescribeSecret",
          "secretsmanager:PutSecretValue",
          "secretsmanager:UpdateSecret",
          "secretsmanager:DeleteSecret",
          "secretsmanager:PutResourcePolicy"}) {
        policy::Request request;
        request.principal_arn = "arn:aws:iam::999999999999:user/stranger";
        request.account = "999999999999";
        request.action = action;
        request.resource = secret;
        request.context = &context;
        if (policy::evaluate_trust(request, policy).allowed()) return true;
    }
    return false;
}

Answer<PutResourcePolicyOutput> put_resource_policy(
    State& state, Call& call, const PutResourcePolicyInput& input
) {
    auto found = find_secret(state, call, input.secret_id);
    if (!found) return std::move(found).error();
    auto parsed = policy::parse(input.resource_policy);
    if (!parsed)
        return AwsError{"MalformedPolicyDocumentException", parsed.error().message(), 400, {}};
    if (input.block_public_policy.value_or(false) &&
        is_public(parsed.value(), found.value()->arn)) {
        return AwsError{
            "PublicPolicyException",
            "The BlockPublicPolicy parameter is set to true, and the resource policy did not "
            "prevent broad access to the secret.",
            400,
            {}
        };
    }
    log_policy_findings("policy of secret " + found.value()->name, input.resource_policy);
    PutResourcePolicyOutput output{found.value()->arn, found.value()->name};
    state.secrets.edit(call.batch(), *output.arn, [&](SecretRow& row) {
        row.policy = input.resource_policy;
    });
    return output;
}

Answer<DeleteResourcePolicyOutput> delete_resource_policy(
    State& state, Call& call, const DeleteResourcePolicyInput& input
) {
    auto found = find_secret(state, call, input.secret_id);
    if (!found) return std::move(found).error();
    DeleteResourcePolicyOutput output{found.value()->arn, found.value()->name};
    state.secrets.edit(call.batch(), *output.arn, [](SecretRow& row) { row.policy.clear(); });
    return output;
}

}  // namespace

std::vector<Operation> policy_operations(State& state) {
    return {
        operation<GetResourcePolicy>(on_state(state, get_resource_policy), by_secret(state)),
        operation<PutResourcePolicy>(on_state(state, put_resource_policy), by_secret(state)),
        operation<DeleteResourcePolicy>(on_state(state, delete_resource_policy), by_secret(state)),
    };
}

}  // namespace atlas::aws::secretsmanager
