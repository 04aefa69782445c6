// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "broker/protocol/reader.h"
#include "broker/protocol/writer.h"

namespace atlas::broker::protocol {

/// The header of every request. From the API's first flexible version (`flexible_from`) on it has
/// tagged fields (header v2), but the client id keeps its int16 length.
struct RequestHeader {
    std::int16_t api_key = 0;
    std::int16_t api_version = 0;
    std::int32_t correlation_id = 0;
    std::optional<std::string> client_id;
};

/// Reads key, version and correlation id, which do not depend on the header's version.
void decode_start(Reader& in, RequestHeader& header);
/// Reads the client id and, in flexible versions, skips the tagged fields.
void decode_rest(Reader& in, std::int16_t flexible_from, RequestHeader& header);
void encode(Writer& out, std::int16_t flexible_from, const RequestHeader& header);

/// Writes the response header: v1 (with tagged fields) for flexible versions, but always v0 for
/// ApiVersions (key 18), because the client does not know the broker's versions yet (KIP-511).
void encode_response_header(
    Writer& out,
    std::int16_t api_key,
    std::int16_t version,
    std::int16_t flexible_from,
    std::int32_t correlation_id
);

}  // namespace atlas::broker::protocol
