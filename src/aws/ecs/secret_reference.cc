// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/secret_reference.h"

#include <vector>

#include "base/text_parts.h"
#include "json/value.h"

namespace atlas::aws::ecs {

namespace {

constexpr std::size_t arn_parts = 7;  // arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME

}  // namespace

std::optional<SecretReference> parse_secret_reference(std::string_view text) {
    if (!text.starts_with("arn:")) {
        // A plain name means Parameter Store, as on AWS.
        return std::nullopt;
    }
    auto parts = split(text, ':');
    if (parts.size() < arn_parts || parts[2] != "secretsmanager") return std::nullopt;
    parts.resize(std::max(parts.size(), arn_parts + 3));
    SecretReference reference;
    for (std::size_t index = 0; index < arn_parts; ++index)
        reference.secret_id.append(index > 0 ? ":" : "").append(parts[index]);
    reference.json_key = parts[arn_parts];
    reference.version_stage = parts[arn_parts + 1];
    reference.version_id = parts[arn_parts + 2];
    return reference;
}

Result<std::string> select_secret(const std::string& text, const std::string& key) {
    if (key.empty()) return text;
    auto value = json::parse(text);
    if (!value || !value.value().as_object())
        return Error(
            ErrorCode::invalid_argument,
            "retrieved secret from Secrets Manager is not a JSON object, so it has no key " + key
        );
    const auto* member = value.value().find(key);
    if (!member)
        return Error(
            ErrorCode::not_found,
            "retrieved secret from Secrets Manager did not contain json key " + key
        );
    if (const auto* string = member->as_string()) return *string;
    return json::serialize(*member);
}

}  // namespace atlas::aws::ecs
