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

/// Where one page ends, whatever there is more.
struct ReadLimits {
    std::size_t events = 10'000;
    std::size_t message_bytes = 1 << 20;  // counted with 26 for each event, as PutLogEvents does
    std::size_t scanned_bytes = 8 << 20;
};

/// A stream that is searched.
struct SearchedStream {
    std::string name;
    std::string id;
    std::shared_ptr<EventLog> log;
};

/// What is searched for.
struct Search {
    std::int64_t start = 0;
    std::int64_t end = INT64_MAX;                             // the first time that is too late
    std::function<bool(const std::string& message)> matches;  // empty = all do
    ReadLimits limits;
    bool newest_first = false;  // whether the page lies before its position, not behind it
};

/// The order of events: by time, within a millisecond by stream and arrival. As a position in a
/// search it stands before the event of that key.
struct EventKey {
    std::int64_t timestamp = 0;
    std::string stream_id;
    std::uint64_t number = 0;
    auto operator<=>(const EventKey&) const = default;
};
EventKey before_all();
EventKey after_all();

struct FoundEvent {
    std::string stream;
    std::string stream_id;
    Event event;
};

/// A page: its events in order, and the positions before and behind it.
struct Found {
    std::vector<FoundEvent> events;
    EventKey begin;
    EventKey end;
    bool more = false;  // there is more to look at in the search's direction
};

/// One page of a search over streams from a position, strictly in the order of EventKey, whatever
/// the order of arrival. Looks into the files whose times reach the page, one at a time, and keeps
/// no more than a page of events in memory. Where nothing matches in `limits.scanned_bytes`, the
/// page is empty and has `more`. Events that arrive later with an earlier time than the position
/// are not seen by who goes on from it. A worker's: waits for the disk.
Result<Found> search(
    const std::vector<SearchedStream>& streams, const Search& search, const EventKey& from
);

}  // namespace atlas::aws::logs
