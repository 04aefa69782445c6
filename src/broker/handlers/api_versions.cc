// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/api_versions.h"

#include "broker/handlers/handler.h"

namespace atlas::broker {
namespace {

constexpr auto metadata_version = "metadata.version";

}  // namespace

template <>
void handle(Call& call, protocol::ApiVersionsRequest&&, Answer<protocol::ApiVersions> answer) {
    const auto& release = call.broker.release;
    protocol::ApiVersionsResponse response;
    for (const auto& handler : all_handlers())
        response.api_keys.push_back(
            {handler.key, handler.version_min, release.version_max(handler.key, handler.version_max)
            }
        );
    if (const auto level = release.metadata_level()) {
        response.supported_features.push_back({metadata_version, 1, *level});
        response.finalized_features.push_back({metadata_version, *level, *level});
        response.finalized_features_epoch = 0;
    }
    // The session passes requests of unknown versions on to here (KIP-511).
    using Api = protocol::ApiVersions;
    if (call.version() >= 0 && call.version() <= release.version_max(Api::key, Api::version_max))
        return answer.send(response);
    response.error_code = error::unsupported_version;
    answer.send_as(0, response);
}

}  // namespace atlas::broker
