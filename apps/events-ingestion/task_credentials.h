// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time_format.h"
#include "events-ingestion/settings.h"

namespace atlas::ingestion {

/// AWS credentials; without a session token and an expiry they are long-term keys.
struct Credentials {
    std::string access_key_id;
    std::string secret_access_key;
    std::string session_token;
    std::optional<Time> expiry;
};

/// The process's own credentials, asked for anew each time, since they are rotated:
/// AWS_ACCESS_KEY_ID and its companions where set, else those of the ECS task's role, from
/// http://169.254.170.2$AWS_CONTAINER_CREDENTIALS_RELATIVE_URI. Blocks for up to two seconds.
/// not_found: neither is set; else what the endpoint said.
Result<Credentials> read_credentials(const Environment& environment);
/// The answer of that endpoint. invalid_argument names what is missing, never a value.
Result<Credentials> parse_task_credentials(std::string_view json);

}  // namespace atlas::ingestion
