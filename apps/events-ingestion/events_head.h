// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "events-ingestion/write_keys.h"
#include "net/http.h"

namespace atlas::ingestion {

/// The head of a `POST /v1/events` or `/v1/batch`, read before its body.
struct EventsHead {
    std::optional<net::Response> refusal;  // 401, 415 or 503 (draining); the rest is then unset
    std::string write_key_id;
    bool single = false;  // /v1/events: one event
    bool lines = false;   // NDJSON
    bool gzip = false;
};

/// The value of Content-Length; nothing without one.
std::optional<std::uint64_t> content_length_of(const net::Request& request);
/// Whether the request is a POST to /v1/events or /v1/batch.
bool brings_events(const net::Request& request);
/// Checks write key, media type and content coding of such a request.
EventsHead read_events_head(const net::Request& request, const WriteKeys& keys);

}  // namespace atlas::ingestion
