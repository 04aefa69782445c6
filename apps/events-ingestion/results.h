// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "events-ingestion/batch.h"
#include "events-ingestion/producer.h"
#include "net/http.h"

namespace atlas::ingestion {

/// What a request came to: how many events went which way.
struct Tally {
    std::uint64_t acknowledged = 0;
    std::uint64_t invalid = 0;  // the client's fault; sending them again is no use
    std::uint64_t failed = 0;   // ours or Kafka's; may be sent again under the same messageId
};

/// The answer that names the fate of every event:
///
///     200  all acknowledged
///     207  some acknowledged, all others invalid
///     422  none, all invalid (413 for one event that is too large)
///     503  at least one is good and not acknowledged (with Retry-After). To be sent again: those
///          with a status of 5xx, or the whole body, whose events keep their messageId
///
/// `deliveries` are those of the valid readings, in order.
net::Response encode_results(
    const std::string& topic,
    const std::vector<Reading>& readings,
    const std::vector<Sending::Record>& deliveries,
    Tally& tally
);
/// The answer to a body that could not be read at all; a 413 names every limit.
net::Response encode_body_error(const BodyError& error, const Limits& limits);
/// An error that is about no event: {"error":{"code","message"}}.
net::Response encode_error(int status, std::string_view code, std::string_view message);

/// What a client is asked to wait, with every 503.
inline constexpr int retry_after_s = 1;

}  // namespace atlas::ingestion
