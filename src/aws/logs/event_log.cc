// SPDX-License-Identifier: Apache-2.0
#include "aws/logs/event_log.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/core.h>

#include "json/fields.h"

namespace atlas::aws::logs {
namespace {

constexpr std::int64_t segment_bytes_max = 1 << 20;
constexpr std::string_view suffix = ".jsonl";

bool parse_event(std::string_view line, Event& event) {
    auto value = json::parse(line);
    return value && json::from_value(value.value(), event).ok();
}

/// Takes a line off the front; nothing where no whole one is left.
std::optional<std::string_view> take_line(std::string_view& text) {
    auto end = text.find('\n');
    if (end == text.npos) return std::nullopt;
    auto line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

/// "000000000042.jsonl" → 42.
std::optional<std::uint64_t> number_of(std::string_view name) {
    if (!name.ends_with(suffix)) return std::nullopt;
    name.remove_suffix(suffix.size());
    std::uint64_t number = 0;
    auto [end, failed] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (failed != std::errc() || end != name.data() + name.size()) return std::nullopt;
    return number;
}

}  // namespace

std::string EventLog::path_of(const Segment& segment) const {
    return fmt::format("{}/{:012}{}", folder_, segment.first, suffix);
}

void EventLog::note(Segment& segment, const Event& event, std::size_t line_bytes) {
    if (segment.count == 0) segment.first_timestamp = event.timestamp;
    ++segment.count;
    segment.bytes += static_cast<std::int64_t>(line_bytes);
    segment.last_timestamp = std::max(segment.last_timestamp, event.timestamp);
    segment.last_ingested = event.ingested;
}

// What was torn off in the middle of a write is no event: nobody was told of it.
Result<> EventLog::scan(std::uint64_t first) {
    Segment segment;
    segment.first = first;
    const auto loaded = ATLAS_TRY(linux::load_file(files_, path_of(segment)));
    std::string_view text = loaded;
    while (auto line = take_line(text)) {
        Event event;
        if (!parse_event(*line, event)) break;
        note(segment, event, line->size() + 1);
    }
    auto whole = static_cast<std::uint64_t>(segment.bytes);
    if (whole < loaded.size()) {
        auto file = ATLAS_TRY(files_.open(path_of(segment), linux::OpenMode::write));
        ATLAS_TRY(file->truncate(whole));
    }
    next_ = segment.first + segment.count;
    segments_.push_back(segment);
    return {};
}

Result<> EventLog::open() {
    if (opened_) return {};
    auto names = files_.list(folder_);
    if (!names && names.error().code() != ErrorCode::not_found) return std::move(names).error();
    std::vector<std::uint64_t> firsts;
    if (names) {
        for (const auto& name : names.value())
            if (auto number = number_of(name)) firsts.push_back(*number);
    }
    std::ranges::sort(firsts);
    segments_.clear();
    for (auto first : firsts)
        ATLAS_TRY(scan(first));
    opened_ = true;
    return {};
}

Result<> EventLog::begin_segment() {
    if (!segments_.empty() && segments_.back().bytes < segment_bytes_max) return {};
    ATLAS_TRY(files_.make_directories(folder_));
    Segment segment;
    segment.first = next_;
    segments_.push_back(segment);
    return {};
}

Result<> EventLog::append(const std::vector<Event>& events) {
    ATLAS_TRY(open());
    ATLAS_TRY(begin_segment());
    auto grown = segments_.back();
    std::string text;
    for (const auto& event : events) {
        auto line = json::serialize(json::to_value(event)) + "\n";
        note(grown, event, line.size());
        text += line;
    }
    auto end = static_cast<std::uint64_t>(segments_.back().bytes);
    auto file = ATLAS_TRY(files_.open(path_of(grown), linux::OpenMode::create));
    if (auto written = file->write_at(end, text); !written) {
        // A part of it would stand before what is appended next.
        (void)file->truncate(end);
        return written;
    }
    segments_.back() = grown;
    next_ += events.size();
    return {};
}

Result<std::vector<Event>> EventLog::read(std::uint64_t from, std::size_t count) {
    ATLAS_TRY(open());
    std::vector<Event> events;
    for (const auto& segment : segments_) {
        if (segment.first + segment.count <= from || events.size() >= count) continue;
        const auto loaded = ATLAS_TRY(linux::load_file(files_, path_of(segment)));
        std::string_view text = loaded;
        auto number = segment.first;
        for (; number < segment.first + segment.count && events.size() < count; ++number) {
            auto line = take_line(text);
            Event event;
            if (number < from && line) continue;
            if (!line || !parse_event(*line, event))
                return Error(ErrorCode::io, "damaged line in " + path_of(segment));
            event.number = number;
            events.push_back(std::move(event));
        }
    }
    return events;
}

std::uint64_t EventLog::first() {
    (void)open();
    return segments_.empty() ? next_ : segments_.front().first;
}
std::uint64_t EventLog::end() {
    (void)open();
    return next_;
}
std::int64_t EventLog::first_timestamp() {
    (void)open();
    return segments_.empty() ? 0 : segments_.front().first_timestamp;
}
std::int64_t EventLog::last_timestamp() {
    (void)open();
    return segments_.empty() ? 0 : segments_.back().last_timestamp;
}
std::int64_t EventLog::last_ingested() {
    (void)open();
    return segments_.empty() ? 0 : segments_.back().last_ingested;
}
std::int64_t EventLog::bytes() {
    (void)open();
    std::int64_t sum = 0;
    for (const auto& segment : segments_)
        sum += segment.bytes;
    return sum;
}

void EventLog::drop_before(std::int64_t timestamp) {
    (void)open();
    while (!segments_.empty() && segments_.front().last_timestamp < timestamp) {
        (void)files_.remove(path_of(segments_.front()));
        segments_.pop_front();
    }
}

void EventLog::remove() {
    (void)linux::remove_tree(files_, folder_);
    segments_.clear();
}

}  // namespace atlas::aws::logs
