// SPDX-License-Identifier: Apache-2.0
#include "events-ingestion/events_head.h"

#include <algorithm>

#include "events-ingestion/results.h"

namespace atlas::ingestion {
namespace {

std::string_view header_of(const net::Request& request, std::string_view name) {
    auto* value = request.headers.find(name);
    return value ? std::string_view(*value) : std::string_view();
}

/// "application/json; charset=utf-8" → "application/json", in lower case.
std::string media_type_of(const net::Request& request) {
    std::string type(header_of(request, "Content-Type"));
    type.resize(std::min(type.find_first_of("; "), type.size()));
    for (char& byte : type)
        byte = byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte | 0x20) : byte;
    return type;
}

bool is_json(std::string_view media_type) {
    return media_type.empty() || media_type == "application/json";
}
bool is_ndjson(std::string_view media_type) {
    return media_type == "application/x-ndjson" || media_type == "application/ndjson" ||
           media_type == "application/jsonl";
}

}  // namespace

bool brings_events(const net::Request& request) {
    auto path = request.path();
    return request.method == "POST" && (path == "/v1/events" || path == "/v1/batch");
}

EventsHead read_events_head(const net::Request& request, const WriteKeys& keys) {
    EventsHead head;
    auto key_id = keys.find(header_of(request, "Authorization"));
    if (!key_id) {
        head.refusal = encode_error(401, "unknown_write_key", "give a write key, Basic or Bearer");
        head.refusal->headers.add("WWW-Authenticate", "Basic realm=\"events\"");
        return head;
    }
    head.write_key_id = std::move(*key_id);
    head.single = request.path() == "/v1/events";
    auto type = media_type_of(request);
    head.lines = !head.single && is_ndjson(type);
    auto encoding = header_of(request, "Content-Encoding");
    head.gzip = encoding == "gzip" || encoding == "x-gzip";
    if (!head.lines && !is_json(type)) {
        head.refusal = encode_error(
            415,
            "unsupported_media_type",
            head.single ? "an event is application/json"
                        : "a batch is application/json or application/x-ndjson"
        );
    } else if (!head.gzip && !encoding.empty() && encoding != "identity") {
        head.refusal =
            encode_error(415, "unsupported_encoding", "Content-Encoding is gzip or identity");
    }
    return head;
}

}  // namespace atlas::ingestion
