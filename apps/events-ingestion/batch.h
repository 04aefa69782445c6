// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events-ingestion/event.h"
#include "events-ingestion/limits.h"

namespace atlas::ingestion {

/// Why a whole body was refused. `limit` names the limit that was exceeded, if one was.
struct BodyError {
    int status = 400;
    std::string code;  // invalid_json, empty_batch, not_an_object, batch_too_large, too_many_events
    std::string message;  // a sentence for a person
    std::string limit;    // "event_bytes_max", "batch_bytes_max" or "batch_events_max"
};

/// The events of one body in their order, good and bad.
struct Batch {
    std::vector<Reading> readings;
    std::optional<BodyError> error;  // the body as a whole; readings are then worth nothing
};

/// One event, `POST /v1/events`.
Batch read_single(std::string_view body, const Limits& limits);
/// A JSON list of events, or an object whose member `batch` is one. Other members of that object
/// are passed over, as Segment's servers do with `sentAt`.
Batch read_json_batch(std::string_view body, const Limits& limits);
/// An event a line; empty lines are passed over. A line that is not JSON is that event's error, not
/// the body's.
Batch read_ndjson_batch(std::string_view body, const Limits& limits);

}  // namespace atlas::ingestion
