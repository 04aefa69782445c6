// SPDX-License-Identifier: Apache-2.0
// Set, Get and DeleteRepositoryPolicy; Put, Get and DeleteLifecyclePolicy.
#include <fmt/core.h>

#include "aws/ecr/lifecycle.h"
#include "aws/ecr/operations.h"
#include "aws/models/ecr/delete_lifecycle_policy.h"
#include "aws/models/ecr/delete_repository_policy.h"
#include "aws/models/ecr/get_lifecycle_policy.h"
#include "aws/models/ecr/get_repository_policy.h"
#include "aws/models/ecr/put_lifecycle_policy.h"
#include "aws/models/ecr/set_repository_policy.h"
#include "aws/wire/policy_findings.h"
#include "policy/policy.h"

namespace atlas::aws::ecr {
namespace {

AwsError missing_policy(
    Call& call, const std::string& kind, const std::string& code, const std::string& name
) {
    return {
        code,
        fmt::format(
            "{} policy does not exist for the repository with name '{}' in the registry with id "
            "'{}'",
            kind,
            name,
            call.place().account
        ),
        400,
        {}
    };
}

AwsError invalid_text(const std::string& parameter, const std::string& why) {
    return {
        "InvalidParameterException",
        fmt::format("Invalid parameter at '{}' failed to satisfy constraint: '{}'", parameter, why),
        400,
        {}
    };
}

template <typename Output>
Output named(Call& call, const std::string& name) {
    Output output;
    output.registry_id = call.place().account;
    output.repository_name = name;
    return output;
}

Answer<SetRepositoryPolicyOutput> set_policy(
    State& state, Call& call, const SetRepositoryPolicyInput& input
) {
    auto found = find_repository(state, call, input.repository_name, input.registry_id);
    if (!found) return std::move(found).error();
    if (auto parsed = policy::parse(input.policy_text); !parsed) {
        return invalid_text("PolicyText", parsed.error().message());
    }
    log_policy_findings("policy of repository " + input.repository_name, input.policy_text);
    state.repositories.edit(call.batch(), input.repository_name, [&](RepositoryRow& row) {
        row.policy = input.policy_text;
    });
    auto output = named<SetRepositoryPolicyOutput>(call, input.repository_name);
    output.policy_text = input.policy_text;
    return output;
}

Answer<GetRepositoryPolicyOutput> read_policy(
    State& state, Call& call, const GetRepositoryPolicyInput& input
) {
    auto found = find_repository(state, call, input.repository_name, input.registry_id);
    if (!found) return std::move(found).error();
    if (found.value()->policy.empty()) {
        return missing_policy(
            call, "Repository", "RepositoryPolicyNotFoundException", input.repository_name
        );
    }
    auto output = named<GetRepositoryPolicyOutput>(call, input.repository_name);
    output.policy_text = found.value()->policy;
    return output;
}

Answer<DeleteRepositoryPolicyOutput> delete_policy(
    State& state, Call& call, const DeleteRepositoryPolicyInput& input
) {
    auto found = find_repository(state, call, input.repository_name, input.registry_id);
    if (!found) return std::move(found).error();
    auto output = named<DeleteRepositoryPolicyOutput>(call, input.repository_name);
    output.policy_text = found.value()->policy;
    if (found.value()->policy.empty()) {
        return missing_policy(
            call, "Repository", "RepositoryPolicyNotFoundException", input.repository_name
        );
    }
    state.repositories.edit(call.batch(), input.repository_name, [](RepositoryRow& row) {
        row.policy.clear();
    });
    return output;
}

Answer<PutLifecyclePolicyOutput> put_lifecycle(
    State& state, Call& call, const PutLifecyclePolicyInput& input
) {
    auto found = find_repository(state, call, input.repository_name, input.registry_id);
    if (!found) return std::move(found).error();
    if (auto parsed = parse_lifecycle(input.lifecycle_policy_text); !parsed) {
        return invalid_text(
            "LifecyclePolicyText",
            "Lifecycle policy validation failure: " + parsed.error().message()
        );
    }
    state.repositories.edit(call.batch(), input.repository_name, [&](RepositoryRow& row) {
        row.lifecycle = input.lifecycle_policy_text;
    });
    auto output = named<PutLifecyclePolicyOutput>(call, input.repository_name);
    output.lifecycle_policy_text = input.lifecycle_policy_text;
    return output;
}

Answer<GetLifecyclePolicyOutput> read_lifecycle(
    State& state, Call& call, const GetLifecyclePolicyInput& input
) {
    auto found = find_repository(state, call, input.repository_name, input.registry_id);
    if (!found) return std::move(found).error();
    if (found.value()->lifecycle.empty()) {
        return missing_policy(
            call, "Lifecycle", "LifecyclePolicyNotFoundException", input.repository_name
        );
    }
    auto output = named<GetLifecyclePolicyOutput>(call, input.repository_name);
    output.lifecycle_policy_text = found.value()->lifecycle;
    return output;
}

Answer<DeleteLifecyclePolicyOutput> delete_lifecycle(
    State& state, Call& call, const DeleteLifecyclePolicyInput& input
) {
    auto found = find_repository(state, call, input.repository_name, input.registry_id);
    if (!found) return std::move(found).error();
    auto output = named<DeleteLifecyclePolicyOutput>(call, input.repository_name);
    output.lifecycle_policy_text = found.value()->lifecycle;
    if (found.value()->lifecycle.empty()) {
        return missing_policy(
            call, "Lifecycle", "LifecyclePolicyNotFoundException", input.repository_name
        );
    }
    state.repositories.edit(call.batch(), input.repository_name, [](RepositoryRow& row) {
        row.lifecycle.clear();
    });
    return output;
}

}  // namespace

std::vector<Operation> policy_operations(State& state) {
    auto resource = by_repository(state);
    return {
        operation<SetRepositoryPolicy>(on_state(state, set_policy), resource),
        operation<GetRepositoryPolicy>(on_state(state, read_policy), resource),
        operation<DeleteRepositoryPolicy>(on_state(state, delete_policy), resource),
        operation<PutLifecyclePolicy>(on_state(state, put_lifecycle), resource),
        operation<GetLifecyclePolicy>(on_state(state, read_lifecycle), resource),
        operation<DeleteLifecyclePolicy>(on_state(state, delete_lifecycle), resource),
    };
}

}  // namespace atlas::aws::ecr
