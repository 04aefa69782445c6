// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace atlas::aws::ecs {

/// A container's `valueFrom`: ARN:json-key:version-stage:version-id, the last three optional, or a
/// secret's plain name. Pure. Source: "Pass Secrets Manager secrets through environment variables",
/// ECS developer guide.
struct SecretReference {
    std::string secret_id;  // ARN or name
    std::string json_key;
    std::string version_stage;
    std::string version_id;
};
/// Nothing for a reference to another service (Parameter Store).
std::optional<SecretReference> parse_secret_reference(std::string_view text);

/// The member `key` of a secret that is a JSON object; a string as it is, any other value as JSON.
/// not_found, invalid_argument. An empty key means the whole text.
Result<std::string> select_secret(const std::string& text, const std::string& key);

}  // namespace atlas::aws::ecs
