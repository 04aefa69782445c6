// SPDX-License-Identifier: Apache-2.0
#include "broker/auth/mechanism.h"
#include "json/value.h"

namespace atlas::broker {
namespace {

constexpr std::string_view version = "2020_10_22";

/// The signed members, which become query parameters under other names.
struct Renamed {
    std::string_view in_message;
    std::string_view in_query;
};
constexpr Renamed signed_members[] = {
    {"action", "Action"},
    {"x-amz-algorithm", "X-Amz-Algorithm"},
    {"x-amz-credential", "X-Amz-Credential"},
    {"x-amz-date", "X-Amz-Date"},
    {"x-amz-expires", "X-Amz-Expires"},
    {"x-amz-security-token", "X-Amz-Security-Token"},
    {"x-amz-signedheaders", "X-Amz-SignedHeaders"},
};

Error refuse(std::string why) {
    return {ErrorCode::invalid_argument, std::move(why)};
}

/// The value of a string member; empty if it is absent or has another type.
std::string text(const json::Value& message, std::string_view name) {
    const auto* member = message.find(name);
    const auto* value = member ? member->as_string() : nullptr;
    return value ? *value : "";
}

}  // namespace

std::optional<Time> capped(std::optional<Time> end, const Circumstances& around) {
    if (around.session_max.count() == 0) return end;
    const Time cap = around.now + around.session_max;
    return end && *end < cap ? end : cap;
}

Result<Caller> authenticate_aws_msk_iam(std::string_view message, const Circumstances& around) {
    const auto value = ATLAS_TRY(json::parse(message, {.bytes_max = 64 << 10, .depth_max = 4}));
    if (text(value, "version") != version) return refuse("the version is not 2020_10_22");
    SignedRequest request;
    request.host = text(value, "host");
    request.signature = text(value, "x-amz-signature");
    request.user_agent = text(value, "user-agent");
    for (const auto& member : signed_members)
        if (value.find(member.in_message))
            request.parameters.emplace_back(member.in_query, text(value, member.in_message));
    // A message captured from another cluster must not be valid here.
    if (!around.hosts.contains(request.host))
        return refuse("host " + request.host + " is not a name of this cluster");
    auto verified = ATLAS_TRY(verify(request, around.snapshot, around.now));
    verified.caller.session_end = capped(verified.credential_end, around);
    return std::move(verified.caller);
}

std::string aws_msk_iam_answer(const std::string& request_id) {
    json::Object answer;
    answer["version"] = version;
    answer["request-id"] = request_id;
    return json::serialize(answer);
}

}  // namespace atlas::broker
