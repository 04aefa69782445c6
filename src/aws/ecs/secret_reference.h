// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace atlas::aws::ecs {

/// The `valueFrom` of a container's secret: ARN:json-key:version-stage:version-id; the last three
/// are optional and empty if left out. Pure. Source: "Pass Secrets Manager secrets through Amazon
/// ECS environment variables", ECS developer guide.
struct SecretReference {
    std::string secret_id;  // the secret's ARN
    std::string json_key;
    std::string version_stage;
    std::string version_id;
};
/// Nothing if the text does not start with the ARN of a secret. A plain name means a parameter of
/// Parameter Store, as on AWS.
std::optional<SecretReference> parse_secret_reference(std::string_view text);

/// The member `key` of a secret whose text is a JSON object: a string as it is, any other value as
/// JSON. An empty key means the whole text, which need not be JSON then. not_found: no such member;
/// invalid_argument: not a JSON object.
Result<std::string> select_secret(const std::string& text, const std::string& key);

}  // namespace atlas::aws::ecs
