// SPDX-License-Identifier: Apache-2.0
#include "aws/logs/event_log.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/core.h>

#include "json/fields.h"

namespace atlas::aws::logs {
namespace {

// Counted with each message, as PutLogEvents does.
constexpr std::size_t event_overhead = 26;
constexpr std::int64_t segment_bytes_max = 1 << 20;
constexpr std::size_t first_line_bytes = 4096;
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

void note(EventLog::Segment& segment, const Event& event, std::size_t line_bytes) {
    if (segment.count == 0) {
        segment.first_timestamp = segment.earliest = segment.last_timestamp = event.timestamp;
        segment.begun = true;
    }
    ++segment.count;
    segment.bytes += static_cast<std::int64_t>(line_bytes);
    segment.earliest = std::min(segment.earliest, event.timestamp);
    segment.last_timestamp = std::max(segment.last_timestamp, event.timestamp);
    segment.last_ingested = event.ingested;
}

/// A page that grows until a limit is reached.
class Reading {
public:
    Reading(const ReadLimits& limits, const EventLog::Wanted& wanted)
        : limits_(limits), wanted_(wanted) {}

    /// Whether another file may be read.
    bool may_read(const EventLog::Segment& segment) {
        auto bytes = static_cast<std::size_t>(segment.bytes);
        if (scanned_ > 0 && scanned_ + bytes > limits_.scanned_bytes) return false;
        scanned_ += bytes;
        return true;
    }
    /// False where the page is full; the event was not looked at then.
    bool take(Event& event) {
        if (events.size() >= limits_.events) return false;
        if (!wanted_(event)) return true;
        auto bytes = event.message.size() + event_overhead;
        if (!events.empty() && bytes_ + bytes > limits_.message_bytes) return false;
        bytes_ += bytes;
        events.push_back(std::move(event));
        return true;
    }

    std::vector<Event> events;

private:
    const ReadLimits& limits_;
    const EventLog::Wanted& wanted_;
    std::size_t scanned_ = 0;
    std::size_t bytes_ = 0;
};

}  // namespace

std::string EventLog::path_of(const Segment& segment) const {
    return fmt::format("{}/{:012}{}", folder_, segment.first, suffix);
}

Result<> EventLog::list() {
    if (listed_) return {};
    auto names = files_.list(folder_);
    if (!names && names.error().code() != ErrorCode::not_found) return std::move(names).error();
    std::deque<Segment> found;
    if (names) {
        for (const auto& name : names.value()) {
            auto number = number_of(name);
            if (!number) continue;
            Segment segment;
            segment.first = *number;
            auto file = ATLAS_TRY(files_.open(path_of(segment), linux::OpenMode::read));
            segment.bytes = static_cast<std::int64_t>(ATLAS_TRY(file->size()));
            found.push_back(segment);
        }
    }
    std::ranges::sort(found, {}, &Segment::first);
    segments_ = std::move(found);
    listed_ = true;
    return {};
}

Result<> EventLog::open() {
    if (opened_) return {};
    ATLAS_TRY(list());
    if (!segments_.empty()) {
        auto& last = segments_.back();
        ATLAS_TRY(learn(last));
        ATLAS_TRY(cut_torn_end(last));
        next_ = last.first + last.count;
    }
    opened_ = true;
    return {};
}

// What was torn off in the middle of a write is no event: nobody was told of it.
Result<> EventLog::cut_torn_end(Segment& segment) {
    auto file = ATLAS_TRY(files_.open(path_of(segment), linux::OpenMode::write));
    auto whole = static_cast<std::uint64_t>(segment.bytes);
    if (whole < ATLAS_TRY(file->size())) ATLAS_TRY(file->truncate(whole));
    return {};
}

Result<std::vector<Event>> EventLog::load(Segment& segment) {
    std::vector<Event> events;
    if (segment.read && segment.count == 0) return events;  // may have no file yet
    const auto loaded = ATLAS_TRY(linux::load_file(files_, path_of(segment)));
    std::string_view text = loaded;
    Segment seen;
    seen.first = segment.first;
    // Behind what is known there may be what an append could not take back.
    while (!segment.read || seen.count < segment.count) {
        auto line = take_line(text);
        Event event;
        if (!line || !parse_event(*line, event)) break;
        event.number = seen.first + seen.count;
        note(seen, event, line->size() + 1);
        events.push_back(std::move(event));
    }
    if (segment.read && seen.count < segment.count)
        return Error(ErrorCode::io, "damaged line in " + path_of(segment));
    seen.begun = seen.read = true;
    segment = seen;
    return events;
}

Result<> EventLog::learn(Segment& segment) {
    if (!segment.read) ATLAS_TRY(load(segment));
    return {};
}

Result<> EventLog::learn_first(Segment& segment) {
    if (segment.begun) return {};
    std::string text(first_line_bytes, '\0');
    auto file = ATLAS_TRY(files_.open(path_of(segment), linux::OpenMode::read));
    text.resize(ATLAS_TRY(file->read_at(0, text)));
    std::string_view rest = text;
    auto line = take_line(rest);
    Event event;
    if (!line || !parse_event(*line, event)) return learn(segment);
    segment.first_timestamp = event.timestamp;
    segment.begun = true;
    return {};
}

Result<> EventLog::begin_segment() {
    if (!segments_.empty() && segments_.back().bytes < segment_bytes_max) return {};
    ATLAS_TRY(files_.make_directories(folder_));
    Segment segment;
    segment.first = next_;
    segment.begun = segment.read = true;
    segments_.push_back(segment);
    return {};
}

Result<std::uint64_t> EventLog::append(const std::vector<Event>& events) {
    const std::lock_guard lock(mutex_);
    if (removed_) return Error(ErrorCode::not_found, "the stream was deleted");
    ATLAS_TRY(open());
    if (events.empty()) return next_;
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
        return std::move(written).error();
    }
    segments_.back() = grown;
    next_ += events.size();
    return next_;
}

Result<EventLog::Page> EventLog::read_forward(
    std::uint64_t from, const ReadLimits& limits, const Wanted& wanted
) {
    const std::lock_guard lock(mutex_);
    ATLAS_TRY(open());
    if (!segments_.empty()) from = std::max(from, segments_.front().first);
    Reading reading(limits, wanted);
    auto end = from;
    bool more = true;
    for (std::size_t at = 0; at < segments_.size() && more; ++at) {
        auto next = at + 1 < segments_.size() ? segments_[at + 1].first : next_;
        if (next <= from) continue;
        if (!reading.may_read(segments_[at])) break;
        for (auto& event : ATLAS_TRY(load(segments_[at]))) {
            if (event.number < from) continue;
            more = reading.take(event);
            if (!more) break;
            end = event.number + 1;
        }
        if (more) end = next;
    }
    return Page{std::move(reading.events), from, end};
}

Result<EventLog::Page> EventLog::read_backward(
    std::uint64_t until, const ReadLimits& limits, const Wanted& wanted
) {
    const std::lock_guard lock(mutex_);
    ATLAS_TRY(open());
    until = std::min(until, next_);
    Reading reading(limits, wanted);
    auto begin = until;
    bool more = true;
    for (auto at = segments_.size(); at-- > 0 && more;) {
        if (segments_[at].first >= until) continue;
        if (!reading.may_read(segments_[at])) break;
        auto events = ATLAS_TRY(load(segments_[at]));
        for (auto event = events.rbegin(); event != events.rend(); ++event) {
            if (event->number >= until) continue;
            auto number = event->number;
            more = reading.take(*event);
            if (!more) break;
            begin = number;
        }
        if (more) begin = segments_[at].first;
    }
    std::ranges::reverse(reading.events);
    return Page{std::move(reading.events), begin, until};
}

Result<std::vector<EventLog::Segment>> EventLog::segments() {
    const std::lock_guard lock(mutex_);
    ATLAS_TRY(list());
    std::vector<Segment> found;
    for (auto& segment : segments_) {
        ATLAS_TRY(learn_first(segment));
        if (!segment.read || segment.count > 0) found.push_back(segment);
    }
    return found;
}

Result<std::vector<Event>> EventLog::read_segment(std::uint64_t first) {
    const std::lock_guard lock(mutex_);
    ATLAS_TRY(list());
    auto found = std::ranges::find(segments_, first, &Segment::first);
    if (found == segments_.end()) return std::vector<Event>{};
    return load(*found);
}

Result<std::optional<EventLog::Span>> EventLog::span() {
    const std::lock_guard lock(mutex_);
    ATLAS_TRY(list());
    std::optional<Span> span;
    for (auto& segment : segments_) {
        ATLAS_TRY(learn_first(segment));
        if (segment.read && segment.count == 0) continue;
        span = Span{segment.first_timestamp, 0, 0};
        break;
    }
    for (auto segment = segments_.rbegin(); span && segment != segments_.rend(); ++segment) {
        ATLAS_TRY(learn(*segment));
        if (segment->count == 0) continue;
        span->last_timestamp = segment->last_timestamp;
        span->last_ingested = segment->last_ingested;
        break;
    }
    return span;
}

Result<std::int64_t> EventLog::bytes() {
    const std::lock_guard lock(mutex_);
    ATLAS_TRY(list());
    std::int64_t sum = 0;
    for (const auto& segment : segments_)
        sum += segment.bytes;
    return sum;
}

Result<> EventLog::drop_before(std::int64_t timestamp) {
    const std::lock_guard lock(mutex_);
    ATLAS_TRY(open());
    while (!segments_.empty()) {
        ATLAS_TRY(learn(segments_.front()));
        if (segments_.front().last_timestamp >= timestamp) break;
        auto removed = files_.remove(path_of(segments_.front()));
        if (!removed && removed.error().code() != ErrorCode::not_found) return removed;
        segments_.pop_front();
    }
    return {};
}

Result<> EventLog::remove() {
    const std::lock_guard lock(mutex_);
    removed_ = listed_ = opened_ = true;
    segments_.clear();
    return linux::remove_tree(files_, folder_);
}

}  // namespace atlas::aws::logs
