// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "events-ingestion/write_keys.h"
#include "net/http.h"

namespace atlas::ingestion {

/// What the head of a `POST /v1/events` or `/v1/batch` says, before a byte of its body is kept.
struct EventsHead {
    std::optional<net::Response> refusal;  // 401 or 415; the rest is then worth nothing
    std::string write_key_id;
    bool single = false;  // one event
    bool lines = false;   // NDJSON
    bool gzip = false;
};

/// What Content-Length says; nothing without one.
std::optional<std::uint64_t> content_length_of(const net::Request& request);
/// True for a request that brings events; any other brings a body that nobody asked for.
bool brings_events(const net::Request& request);
EventsHead read_events_head(const net::Request& request, const WriteKeys& keys);

}  // namespace atlas::ingestion
