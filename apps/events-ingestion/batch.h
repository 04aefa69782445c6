// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events-ingestion/event.h"
#include "events-ingestion/limits.h"

namespace atlas::ingestion {

/// Why a whole body was refused. `limit` is the exceeded limit, or empty.
struct BodyError {
    int status = 400;
    std::string code;  // invalid_json, empty_batch, not_a_batch, batch_too_large, too_many_events …
    std::string message;  // for people
    std::string limit;    // "event_bytes_max", "batch_bytes_max" or "batch_events_max"
};

/// The events of one body in order, valid and invalid ones.
struct Batch {
    std::vector<Reading> readings;
    std::optional<BodyError> error;  // of the whole body; readings are then meaningless
};

/// One event: `POST /v1/events`.
Batch read_single(std::string_view body, const Limits& limits);
/// A JSON list of events, or an object with such a list as its member `batch`. Other members of
/// that object are ignored, as Segment's servers ignore `sentAt`.
Batch read_json_batch(std::string_view body, const Limits& limits);
/// One event per line; empty lines are ignored. A line that is not JSON is an error of that event
/// and not of the body.
Batch read_ndjson_batch(std::string_view body, const Limits& limits);

}  // namespace atlas::ingestion
