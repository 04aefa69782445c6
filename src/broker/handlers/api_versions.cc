// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/api_versions.h"

#include "broker/handlers/handler.h"

namespace atlas::broker {

template <>
void handle(Call& call, protocol::ApiVersionsRequest&&, Answer<protocol::ApiVersions> answer) {
    protocol::ApiVersionsResponse response;
    for (const auto& handler : all_handlers())
        response.api_keys.push_back({handler.key, handler.version_min, handler.version_max});
    if (call.version() >= 0 && call.version() <= protocol::ApiVersions::version_max)
        return answer.send(response);
    response.error_code = error::unsupported_version;
    answer.send_as(0, response);
}

}  // namespace atlas::broker
