// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "events-ingestion/batch.h"
#include "events-ingestion/producer.h"
#include "net/http.h"

namespace atlas::ingestion {

/// The number of events of a request by outcome.
struct Tally {
    std::uint64_t acknowledged = 0;
    std::uint64_t invalid = 0;  // the client's error; a retry is useless
    std::uint64_t failed = 0;   // the service's or Kafka's; may be retried with the same messageId
};

/// The answer with a result for every event:
///
///     200  all acknowledged
///     207  some acknowledged, all others invalid
///     422  none, all invalid (413 for one event that is too large)
///     503  at least one valid event is not acknowledged (with Retry-After). The client retries
///          those with a status of 5xx, or the whole body
///
/// `deliveries` belong to the valid readings, in order. Adds to `tally`.
net::Response encode_results(
    const std::string& topic,
    const std::vector<Reading>& readings,
    const std::vector<Sending::Record>& deliveries,
    Tally& tally
);
/// The answer to a body that is refused as a whole; a 413 lists all limits.
net::Response encode_body_error(const BodyError& error, const Limits& limits);
/// An error that concerns no single event: {"error":{"code","message"}}.
net::Response encode_error(int status, std::string_view code, std::string_view message);

/// Retry-After of every 503, in seconds.
inline constexpr int retry_after_s = 1;

}  // namespace atlas::ingestion
