// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/request_header.h"

namespace atlas::broker::protocol {

void decode_start(Reader& in, RequestHeader& header) {
    header.api_key = in.int16();
    header.api_version = in.int16();
    header.correlation_id = in.int32();
}

void decode_rest(Reader& in, std::int16_t flexible_from, RequestHeader& header) {
    in.string(false, true, header.client_id);
    if (header.api_version >= flexible_from) in.skip_tags();
}

void encode(Writer& out, std::int16_t flexible_from, const RequestHeader& header) {
    out.int16(header.api_key);
    out.int16(header.api_version);
    out.int32(header.correlation_id);
    out.string(false, true, header.client_id);
    if (header.api_version >= flexible_from) out.no_tags();
}

void encode_response_header(
    Writer& out,
    std::int16_t api_key,
    std::int16_t version,
    std::int16_t flexible_from,
    std::int32_t correlation_id
) {
    constexpr std::int16_t api_versions = 18;
    out.int32(correlation_id);
    if (version >= flexible_from && api_key != api_versions) out.no_tags();
}

}  // namespace atlas::broker::protocol
