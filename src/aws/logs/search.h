// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aws/logs/event_log.h"

namespace atlas::aws::logs {

/// The limits of one page. It ends at whichever is reached first.
struct ReadLimits {
    std::size_t events = 10'000;
    std::size_t message_bytes = 1 << 20;  // plus 26 for each event, as PutLogEvents counts
    std::size_t scanned_bytes = 8 << 20;  // size of the files read
};

/// A stream to search, as a worker needs it.
struct SearchedStream {
    std::string name;
    std::string id;
    std::shared_ptr<EventLog> log;
};

/// The conditions of a search. Times in milliseconds since 1970.
struct Search {
    std::int64_t start = 0;                                   // inclusive
    std::int64_t end = INT64_MAX;                             // exclusive
    std::function<bool(const std::string& message)> matches;  // empty: every message
    ReadLimits limits;
    bool newest_first = false;  // the page lies before the given position, not after it
};

/// Orders events by time and, within a millisecond, by stream and arrival. As a position, a key is
/// the place just before its event.
struct EventKey {
    std::int64_t timestamp = 0;
    std::string stream_id;
    std::uint64_t number = 0;
    auto operator<=>(const EventKey&) const = default;
};
/// The positions before the first and after the last event of any stream.
EventKey before_all();
EventKey after_all();

/// An event with the stream that it is from.
struct FoundEvent {
    std::string stream;
    std::string stream_id;
    Event event;
};

/// One page of a search. Events are in the order of EventKey, in both directions.
struct Found {
    std::vector<FoundEvent> events;
    EventKey begin;     // the position before the page: where a backward search continues
    EventKey end;       // the position after the page: where a forward search continues
    bool more = false;  // the search has not reached its end
};

/// Finds one page of a search over streams, starting at a position, in the order of EventKey
/// whatever the order of arrival. Reads only the files whose times overlap the page, one at a time,
/// and keeps at most one page of events in memory. If nothing matches within
/// `limits.scanned_bytes`, the page is empty and has `more`. A client that continues from a
/// position does not see events that arrive later with an earlier time. Blocks on the disk: for
/// workers only.
Result<Found> search(
    const std::vector<SearchedStream>& streams, const Search& search, const EventKey& from
);

}  // namespace atlas::aws::logs
