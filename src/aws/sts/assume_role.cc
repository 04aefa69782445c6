// SPDX-License-Identifier: Apache-2.0
#include "aws/models/sts/assume_role.h"

#include <set>

#include <fmt/core.h>

#include "aws/sts/operations.h"
#include "base/letter_case.h"

namespace atlas::aws::sts {
namespace {

constexpr std::string_view action = "sts:AssumeRole";
/// Not limited by the role's MaxSessionDuration.
constexpr std::chrono::hours service_session_max{12};
constexpr std::chrono::hours chained_session_max{1};
constexpr int lifetime_default = 3600;
constexpr std::size_t tags_max = 50;  // STS's quota
/// Room for a session policy of 2,048 characters and 50 tags of usual length. AWS does not publish
/// its own format and limit.
constexpr std::size_t packed_bytes_max = 8192;

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
    if (auto role = source.find_role(input.role_arn)) {
        resource.policy = role->trust_policy;
        resource.policy_decides = true;
        resource.add_tags(role->tags, "iam");
    }
    return resource;
}

AwsError invalid(std::string message) {
    return {"ValidationError", std::move(message), 400, {}};
}

/// Collects the session's tags: those of the request and the transitive ones of the caller's
/// session, which the request may not override. Tag keys are compared without regard to case.
Answer<> take_tags(
    const Principal& caller, const AssumeRoleInput& input, crypto::Session& session
) {
    std::set<std::string> folded;
    for (const auto& key : caller.transitive_tags) {
        auto found = caller.session_tags.find(key);
        if (found == caller.session_tags.end()) continue;
        session.tags.insert(*found);
        session.transitive_tags.push_back(key);
        folded.insert(lower_case(key));
    }
    const auto inherited = folded;
    for (const auto& tag : input.tags) {
        const auto key = lower_case(tag.key);
        if (inherited.contains(key))
            return invalid(
                "One of the specified transitive tag keys can't be set because it "
                "conflicts with a transitive tag key from the calling session."
            );
        if (!folded.insert(key).second)
            return invalid(
                "Duplicate tag keys found. Please note that Tag keys are case "
                "insensitive."
            );
        session.tags[tag.key] = tag.value;
    }
    if (session.tags.size() > tags_max) return invalid("A session has at most 50 tags.");
    for (const auto& key : input.transitive_tag_keys) {
        if (!session.tags.contains(key))
            return invalid(
                "The specified transitive tag key must be included in the requested "
                "tags."
            );
        if (!inherited.contains(lower_case(key))) session.transitive_tags.push_back(key);
    }
    return {};
}

/// A source identity cannot be changed once it is set: chained sessions inherit it.
Answer<> take_source_identity(
    const Principal& caller, const AssumeRoleInput& input, crypto::Session& session
) {
    session.source_identity = input.source_identity.value_or(caller.source_identity);
    if (caller.source_identity.empty() || caller.source_identity == session.source_identity)
        return {};
    return denied(caller, input.role_arn);
}

/// Setting tags or a source identity needs a permission of its own on the role, in the caller's
/// policies and in the role's trust policy.
Answer<> check_session_actions(Call& call, Resource role, const crypto::Session& session) {
    if (!session.source_identity.empty()) {
        auto one = role;
        one.context["sts:sourceidentity"] = {session.source_identity};
        if (auto allowed = call.require("sts:SetSourceIdentity", one); !allowed) return allowed;
    }
    if (session.tags.empty()) return {};
    for (const auto& [key, value] : session.tags) {
        role.context["aws:requesttag/" + lower_case(key)] = {value};
        role.context["aws:tagkeys"].push_back(key);
    }
    if (!session.transitive_tags.empty())
        role.context["sts:transitivetagkeys"] = session.transitive_tags;
    return call.require("sts:TagSession", role);
}

/// The share of `packed_bytes_max` that the policy and the tags take, in percent, rounded up.
int packed_size(const crypto::Session& session) {
    std::size_t bytes = session.policy.size();
    for (const auto& [key, value] : session.tags)
        bytes += key.size() + value.size();
    return static_cast<int>((bytes * 100 + packed_bytes_max - 1) / packed_bytes_max);
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

Answer<> check_asked(
    const Principal& caller, const AssumeRoleInput& input, const SessionSource::Role& role
) {
    std::chrono::seconds lifetime(input.duration_seconds.value_or(lifetime_default));
    if (auto valid = check_duration(caller, role, lifetime); !valid) return valid;
    if (!input.policy) return {};
    if (auto parsed = policy::parse(*input.policy); !parsed)
        return AwsError{"MalformedPolicyDocument", parsed.error().message(), 400, {}};
    return {};
}

crypto::Session session_of(
    const Place& place, const SessionSource::Role& role, const AssumeRoleInput& input
) {
    crypto::Session session;
    const auto name = role.arn.substr(role.arn.rfind('/') + 1);
    session.principal_arn =
        place.global_arn("sts", fmt::format("assumed-role/{}/{}", name, input.role_session_name));
    session.role_arn = role.arn;
    session.session_name = input.role_session_name;
    session.policy = input.policy.value_or("");
    session.principal_id = role.id;
    return session;
}

// The trust policy is evaluated before this runs: `role_resource` sets `policy_decides`.
Answer<AssumeRoleOutput> assume_role(
    const SessionSource& source, Call& call, const AssumeRoleInput& input
) {
    const auto& caller = call.caller();
    if (caller.kind == Principal::Kind::administrator)
        return AwsError{"AccessDenied", "Roles may not be assumed by root accounts.", 403, {}};
    auto role = source.find_role(input.role_arn);
    if (!role) return denied(caller, input.role_arn);
    if (auto valid = check_asked(caller, input, *role); !valid) return std::move(valid).error();
    auto session = session_of(call.place(), *role, input);
    if (auto taken = take_tags(caller, input, session); !taken) return std::move(taken).error();
    if (auto taken = take_source_identity(caller, input, session); !taken)
        return std::move(taken).error();
    auto allowed = check_session_actions(call, role_resource(source, input), session);
    if (!allowed) return std::move(allowed).error();
    AssumeRoleOutput output;
    output.assumed_role_user = AssumedRoleUser{
        .assumed_role_id = role->id + ":" + input.role_session_name, .arn = session.principal_arn
    };
    if (const int size = packed_size(session); size > 100) {
        return AwsError{
            "PackedPolicyTooLarge",
            fmt::format(
                "Packed policy consumes {}% of allotted space, please use smaller policy.", size
            ),
            400,
            {}
        };
    } else if (size > 0) {
        output.packed_policy_size = size;
    }
    if (!session.source_identity.empty()) output.source_identity = session.source_identity;
    std::chrono::seconds lifetime(input.duration_seconds.value_or(lifetime_default));
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
