// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace atlas::aws::logs {

/// One event of a stream. Times are milliseconds since 1970, as in the API.
struct Event {
    std::int64_t timestamp = 0;
    std::int64_t ingested = 0;
    std::string message;
    std::uint64_t number = 0;  // position in the stream, set when it is read; not stored
    bool repaired = false;     // the stored line was not UTF-8; not stored
    static void fields(auto& self, auto&& field) {
        field("t", self.timestamp);
        field("i", self.ingested);
        field("m", self.message);
    }
};

/// The event as a line of its file: `{"t":…,"i":…,"m":"…"}`, without the newline. `parse_line` can
/// read it whatever bytes the message has.
std::string encode_line(const Event& event);

/// The two times of an event.
struct LineTimes {
    std::int64_t timestamp = 0;
    std::int64_t ingested = 0;
};
/// Reads the times at the beginning of a line and ignores the rest; nothing if they are damaged.
std::optional<LineTimes> parse_times(std::string_view line);
/// Reads the whole event; nothing if the line is damaged. Bytes that are not UTF-8, which earlier
/// versions wrote, are replaced.
std::optional<Event> parse_line(std::string_view line);

/// Removes the first line from `text` and returns it without its newline; nothing if no complete
/// line is left.
std::optional<std::string_view> take_line(std::string_view& text);

}  // namespace atlas::aws::logs
