// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace atlas::aws::logs {

/// One event of a stream. Times are milliseconds since 1970, as the API carries them.
struct Event {
    std::int64_t timestamp = 0;
    std::int64_t ingested = 0;
    std::string message;
    std::uint64_t number = 0;  // in its stream, set when it is read; not stored
    bool repaired = false;     // its line was no UTF-8; not stored
    static void fields(auto& self, auto&& field) {
        field("t", self.timestamp);
        field("i", self.ingested);
        field("m", self.message);
    }
};

/// The event as a line of its file: `{"t":…,"i":…,"m":"…"}`, without the newline. Always readable
/// again, whatever bytes the message has.
std::string encode_line(const Event& event);

struct LineTimes {
    std::int64_t timestamp = 0;
    std::int64_t ingested = 0;
};
/// The two times that a line begins with, without reading the rest of it.
std::optional<LineTimes> parse_times(std::string_view line);
/// The whole event. A message that an earlier version wrote with bytes that are no UTF-8 is
/// repaired. Nothing where the line is damaged otherwise.
std::optional<Event> parse_line(std::string_view line);

/// Takes a line off the front of a text; nothing where no whole one is left.
std::optional<std::string_view> take_line(std::string_view& text);

}  // namespace atlas::aws::logs
