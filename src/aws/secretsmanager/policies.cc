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

Answer<PutResourcePolicyOutput> put_resource_policy(
    State& state, Call& call, const PutResourcePolicyInput& input
) {
    auto found = find_secret(state, call, input.secret_id);
    if (!found) return std::move(found).error();
    if (auto parsed = policy::parse(input.resource_policy); !parsed) {
        return AwsError{"MalformedPolicyDocumentException", parsed.error().message(), 400, {}};
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
