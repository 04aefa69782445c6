// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "aws/logs/event_log.h"

namespace atlas::aws::logs {

/// A stream that is searched.
struct SearchedStream {
    std::string name;
    std::string id;
    std::shared_ptr<EventLog> log;
};

/// What is searched for.
struct Search {
    std::int64_t start = 0;
    std::int64_t end = INT64_MAX;
    std::function<bool(const std::string& message)> matches;
    ReadLimits limits;
};

/// Where a file or an event stands in a search: timestamp, stream's id, number.
using SearchKey = std::tuple<std::int64_t, std::string, std::uint64_t>;

/// Where a search goes on.
struct SearchToken {
    SearchKey window{INT64_MIN, "", 0};  // the first file that is looked at
    SearchKey after{INT64_MIN, "", 0};   // what is found there up to this was answered before
};

struct FoundEvent {
    std::string stream;
    std::string stream_id;
    Event event;
};

struct Found {
    std::vector<FoundEvent> events;
    std::optional<SearchToken> next;  // there is more to look at
};

/// One page of a search over streams, in the order of time. Files are looked at in the order of
/// their first events, as many as `limits.scanned_bytes` allow: a window. What is found in it is
/// sorted and answered page by page, each of which reads the window again; then comes the next
/// window. So a page may be empty and have a token, and where files overlap by more than a window
/// a later page may hold an earlier event. Of each file the first line was read before, once.
/// A worker's: waits for the disk.
Result<Found> search(
    const std::vector<SearchedStream>& streams, const Search& search, const SearchToken& from
);

/// As FilterLogEvents shows it to clients, who only give it back.
std::string encode_token(const SearchToken& token);
std::optional<SearchToken> parse_token(const std::string& text);

}  // namespace atlas::aws::logs
