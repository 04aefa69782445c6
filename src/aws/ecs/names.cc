// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/names.h"

#include <charconv>

#include <fmt/core.h>

namespace atlas::aws::ecs {

std::string cluster_arn(const Place& place, std::string_view cluster) {
    return place.arn("ecs", fmt::format("cluster/{}", cluster));
}

std::string service_arn(const Place& place, std::string_view cluster, std::string_view service) {
    return place.arn("ecs", fmt::format("service/{}/{}", cluster, service));
}

std::string task_arn(const Place& place, std::string_view cluster, std::string_view task) {
    return place.arn("ecs", fmt::format("task/{}/{}", cluster, task));
}

std::string definition_arn(const Place& place, std::string_view family, int revision) {
    return place.arn("ecs", fmt::format("task-definition/{}:{}", family, revision));
}

std::string_view last_part(std::string_view name_or_arn) {
    auto slash = name_or_arn.rfind('/');
    return slash == name_or_arn.npos ? name_or_arn : name_or_arn.substr(slash + 1);
}

std::string cluster_name(const std::optional<std::string>& given) {
    if (!given || given->empty()) return "default";
    return std::string(last_part(*given));
}

std::string service_key(std::string_view cluster, std::string_view service) {
    return fmt::format("{}/{}", cluster, service);
}

std::optional<DefinitionName> parse_definition_name(std::string_view text) {
    auto name = last_part(text);
    auto colon = name.rfind(':');
    if (colon == name.npos) return DefinitionName{std::string(name), 0};
    DefinitionName parsed{std::string(name.substr(0, colon)), 0};
    auto digits = name.substr(colon + 1);
    auto result = std::from_chars(digits.data(), digits.data() + digits.size(), parsed.revision);
    bool whole = result.ec == std::errc() && result.ptr == digits.data() + digits.size();
    if (!whole || parsed.revision < 1) return std::nullopt;
    return parsed;
}

Principal ecs_principal(const Place& place) {
    return service_principal(place.account, "ecs.amazonaws.com", "AWSServiceRoleForECS");
}

Principal task_principal(const std::string& role_arn, const std::string& task) {
    Principal principal;
    principal.kind = Principal::Kind::role_session;
    principal.role_arn = role_arn;
    principal.session_name = task;
    // arn:aws:iam::ACCOUNT:role/PATH/NAME; a session's ARN has the name without the path.
    auto account = role_arn.find("::") + 2;
    principal.account = role_arn.substr(account, role_arn.find(':', account) - account);
    principal.arn = fmt::format(
        "arn:aws:sts::{}:assumed-role/{}/{}", principal.account, last_part(role_arn), task
    );
    principal.user_id = fmt::format("{}:{}", last_part(role_arn), task);
    return principal;
}

}  // namespace atlas::aws::ecs
