// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time_format.h"
#include "events-ingestion/settings.h"

namespace atlas::ingestion {

/// AWS credentials; long-term keys have neither a session token nor an expiry.
struct Credentials {
    std::string access_key_id;
    std::string secret_access_key;
    std::string session_token;
    std::optional<Time> expiry;
};

/// The process's credentials: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN if the
/// first is set, else those of the ECS task role, from
/// http://169.254.170.2$AWS_CONTAINER_CREDENTIALS_RELATIVE_URI. They are rotated, so they are read
/// each time. Blocks for up to two seconds. Errors: not_found (neither is set), or the endpoint's.
Result<Credentials> read_credentials(const Environment& environment);
/// Parses the answer of that endpoint. The message of invalid_argument contains no secret.
Result<Credentials> parse_task_credentials(std::string_view json);

}  // namespace atlas::ingestion
