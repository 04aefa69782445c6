// SPDX-License-Identifier: Apache-2.0
#include "events-ingestion/events_head.h"

#include <algorithm>
#include <charconv>

#include "base/letter_case.h"
#include "events-ingestion/results.h"

namespace atlas::ingestion {
namespace {

std::string_view header_of(const net::Request& request, std::string_view name) {
    auto* value = request.headers.find(name);
    return value ? std::string_view(*value) : std::string_view();
}

/// "application/json; charset=utf-8" → "application/json", in lower case.
std::string media_type_of(const net::Request& request) {
    const auto type = header_of(request, "Content-Type");
    return lower_case(type.substr(0, type.find_first_of("; ")));
}

/// In lower case: content codings are case-insensitive (RFC 9110, 8.4.1).
std::string content_coding_of(const net::Request& request) {
    auto coding = header_of(request, "Content-Encoding");
    coding = coding.substr(std::min(coding.find_first_not_of(" \t"), coding.size()));
    return lower_case(coding.substr(0, coding.find_last_not_of(" \t") + 1));
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

std::optional<std::uint64_t> content_length_of(const net::Request& request) {
    const auto text = header_of(request, "Content-Length");
    std::uint64_t length = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), length);
    // A length above 64 bits counts as too large. The server has refused other malformed values.
    if (failure == std::errc::result_out_of_range) return UINT64_MAX;
    if (text.empty() || failure != std::errc{}) return std::nullopt;
    return length;
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
    const auto encoding = content_coding_of(request);
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
