// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aws/wire/host.h"
#include "aws/wire/principal.h"

/// Names and ARNs of ECS resources. The API accepts most of them as a short name or as an ARN.
/// Pure.
namespace atlas::aws::ecs {

std::string cluster_arn(const Place& place, std::string_view cluster);
std::string service_arn(const Place& place, std::string_view cluster, std::string_view service);
std::string task_arn(const Place& place, std::string_view cluster, std::string_view task);
std::string definition_arn(const Place& place, std::string_view family, int revision);

/// What follows the last "/" of an ARN or name: "…:cluster/a" → "a", "a" → "a".
std::string_view last_part(std::string_view name_or_arn);
/// The short name of the cluster in a request; "default" if the request has none.
std::string cluster_name(const std::optional<std::string>& given);
/// The key of a service's row.
std::string service_key(std::string_view cluster, std::string_view service);

struct DefinitionName {
    std::string family;
    int revision = 0;  // 0 = the newest active revision
};
/// Accepts "family", "family:3" or the ARN of either; nothing if the revision is not a positive
/// number.
std::optional<DefinitionName> parse_definition_name(std::string_view text);

/// The session of the service-linked role AWSServiceRoleForECS, in whose name ECS calls EC2 and
/// ELB.
Principal ecs_principal(const Place& place);
/// A session of a task role or execution role. The session's name is the task's id, as on AWS.
Principal task_principal(const std::string& role_arn, const std::string& task);

}  // namespace atlas::aws::ecs
