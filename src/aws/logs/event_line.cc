// SPDX-License-Identifier: Apache-2.0
#include "aws/logs/event_line.h"

#include <charconv>

#include "base/utf8.h"
#include "json/fields.h"

namespace atlas::aws::logs {
namespace {

bool take_text(std::string_view& line, std::string_view text) {
    if (!line.starts_with(text)) return false;
    line.remove_prefix(text.size());
    return true;
}

bool take_number(std::string_view& line, std::int64_t& number) {
    auto [end, failed] = std::from_chars(line.data(), line.data() + line.size(), number);
    if (failed != std::errc()) return false;
    line.remove_prefix(static_cast<std::size_t>(end - line.data()));
    return true;
}

std::optional<Event> parse_document(std::string_view line) {
    auto value = json::parse(line);
    Event event;
    if (!value || !json::from_value(value.value(), event)) return std::nullopt;
    return event;
}

}  // namespace

std::string encode_line(const Event& event) {
    return json::serialize(json::to_value(event));
}

std::optional<LineTimes> parse_times(std::string_view line) {
    LineTimes times;
    bool begins = take_text(line, "{\"t\":") && take_number(line, times.timestamp) &&
                  take_text(line, ",\"i\":") && take_number(line, times.ingested) &&
                  take_text(line, ",\"m\":\"");
    if (!begins) return std::nullopt;
    return times;
}

std::optional<Event> parse_line(std::string_view line) {
    if (!parse_times(line)) return std::nullopt;
    if (is_utf8(line)) return parse_document(line);
    auto event = parse_document(repair_utf8(line));
    if (event) event->repaired = true;
    return event;
}

std::optional<std::string_view> take_line(std::string_view& text) {
    auto end = text.find('\n');
    if (end == text.npos) return std::nullopt;
    auto line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

}  // namespace atlas::aws::logs
