// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "broker/protocol/reader.h"
#include "broker/protocol/writer.h"

namespace atlas::broker::protocol {

/// What stands before every request. `flexible_from` is the API's first flexible version: from it
/// on the header has tags (v2), but its client id stays a classic string.
struct RequestHeader {
    std::int16_t api_key = 0;
    std::int16_t api_version = 0;
    std::int32_t correlation_id = 0;
    std::optional<std::string> client_id;
};

/// Key, version and correlation id: enough to know how to read the rest.
void decode_start(Reader& in, RequestHeader& header);
/// The client id and, where flexible, tags.
void decode_rest(Reader& in, std::int16_t flexible_from, RequestHeader& header);
void encode(Writer& out, std::int16_t flexible_from, const RequestHeader& header);

/// The response header: v1 (with tags) for flexible versions, but always v0 for ApiVersions (key
/// 18), since a client does not yet know what the broker speaks.
void encode_response_header(
    Writer& out,
    std::int16_t api_key,
    std::int16_t version,
    std::int16_t flexible_from,
    std::int32_t correlation_id
);

}  // namespace atlas::broker::protocol
