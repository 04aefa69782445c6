// SPDX-License-Identifier: Apache-2.0
#include "aws/models/sts/assume_role.h"

#include <fmt/core.h>

#include "aws/sts/operations.h"
#include "aws/wire/authorize.h"

namespace atlas::aws::sts {
namespace {

constexpr std::string_view action = "sts:AssumeRole";
constexpr std::chrono::hours service_session_max{12};
constexpr std::chrono::hours chained_session_max{1};

AwsError denied(const Principal& caller, const std::string& role) {
    return {
        "AccessDenied",
        fmt::format(
            "User: {} is not authorized to perform: {} on resource: {}", caller.arn, action, role
        ),
        403,
        {}
    };
}

Resource role_resource(const SessionSource& source, const AssumeRoleInput& input) {
    Resource resource;
    resource.arn = input.role_arn;
    if (auto role = source.find_role(input.role_arn)) resource.policy = role->trust_policy;
    resource.context["sts:rolesessionname"] = {input.role_session_name};
    if (input.external_id) resource.context["sts:externalid"] = {*input.external_id};
    return resource;
}

/// The trust policy has to let the caller in. Whether the caller's own policies matter as well
/// (where the trust names the whole account) was decided before the handler ran.
Answer<> check_trust(Call& call, const Resource& role) {
    const auto& caller = call.caller();
    auto parsed = policy::parse(role.policy);
    if (!parsed) return denied(caller, role.arn);
    auto context =
        condition_context(caller, {}, {}, call.place().region, call.now(), json::Value());
    for (const auto& [key, values] : role.context)
        context[key] = values;
    policy::Request request{
        .principal_arn = caller.arn,
        .role_arn = caller.role_arn,
        .account = caller.account,
        .action = action,
        .resource = role.arn,
        .context = &context
    };
    policy::Named trust{"trust policy", std::move(parsed).value()};
    if (!policy::evaluate_trust(request, trust).allowed()) return denied(caller, role.arn);
    return {};
}

Answer<> check_duration(
    const Principal& caller, const SessionSource::Role& role, std::chrono::seconds asked
) {
    std::chrono::seconds longest = role.session_max;
    std::string_view sentence =
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
    if (caller.kind == Principal::Kind::service) longest = service_session_max;
    if (caller.kind == Principal::Kind::role_session && asked > chained_session_max) {
        longest = chained_session_max;
        sentence =
            "The requested DurationSeconds exceeds the 1 hour session limit for roles "
            "assumed by role chaining.";
    }
    if (asked <= longest) return {};
    return AwsError{"ValidationError", std::string(sentence), 400, {}};
}

Answer<AssumeRoleOutput> assume_role(
    const SessionSource& source, Call& call, const AssumeRoleInput& input
) {
    auto role = source.find_role(input.role_arn);
    if (!role) return denied(call.caller(), input.role_arn);
    if (auto trusted = check_trust(call, role_resource(source, input)); !trusted)
        return std::move(trusted).error();
    if (!input.tags.empty() || !input.policy_arns.empty() || input.serial_number) {
        return AwsError{
            "NotImplemented",
            "Session tags, session policies by ARN and MFA are not implemented.",
            501,
            {}
        };
    }
    std::chrono::seconds lifetime(input.duration_seconds.value_or(3600));
    if (auto valid = check_duration(call.caller(), *role, lifetime); !valid)
        return std::move(valid).error();
    if (input.policy) {
        if (auto parsed = policy::parse(*input.policy); !parsed)
            return AwsError{"MalformedPolicyDocument", parsed.error().message(), 400, {}};
    }
    auto role_name = role->arn.substr(role->arn.rfind('/') + 1);
    crypto::Session session;
    session.principal_arn = fmt::format(
        "arn:{}:sts::{}:assumed-role/{}/{}",
        call.place().partition,
        call.place().account,
        role_name,
        input.role_session_name
    );
    session.role_arn = role->arn;
    session.session_name = input.role_session_name;
    session.policy = input.policy.value_or("");
    AssumeRoleOutput output;
    output.assumed_role_user = AssumedRoleUser{
        .assumed_role_id = role->id + ":" + input.role_session_name, .arn = session.principal_arn
    };
    output.credentials = seal(source, call, std::move(session), lifetime);
    return output;
}

}  // namespace

Operation assume_role_operation(const SessionSource& source) {
    return operation<AssumeRole>(
        [&source](Call& call, const AssumeRoleInput& input) {
            return assume_role(source, call, input);
        },
        [&source](Call&, const AssumeRoleInput& input) {
            return std::vector{role_resource(source, input)};
        }
    );
}

}  // namespace atlas::aws::sts
