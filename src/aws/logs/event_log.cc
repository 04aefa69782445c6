// SPDX-License-Identifier: Apache-2.0
#include "aws/logs/event_log.h"

#include <algorithm>
#include <charconv>

#include <fmt/core.h>

#include "base/log.h"

namespace atlas::aws::logs {
namespace {

constexpr std::int64_t segment_bytes_max = 1 << 20;
constexpr std::string_view suffix = ".jsonl";

/// "000000000042.jsonl" → 42.
std::optional<std::uint64_t> number_of(std::string_view name) {
    if (!name.ends_with(suffix)) return std::nullopt;
    name.remove_suffix(suffix.size());
    std::uint64_t number = 0;
    auto [end, failed] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (failed != std::errc() || end != name.data() + name.size()) return std::nullopt;
    return number;
}

void note(EventLog::Segment& segment, const LineTimes& times) {
    segment.earliest = std::min(segment.earliest, times.timestamp);
    segment.latest = std::max(segment.latest, times.timestamp);
    segment.last_ingested = times.ingested;
}

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
        ATLAS_TRY(cut_torn_end(last));
        next_ = last.first + ATLAS_TRY(load(last)).size();
    }
    opened_ = true;
    return {};
}

// A crash may end a write in the middle. Such a line was never acknowledged.
Result<> EventLog::cut_torn_end(Segment& segment) {
    const auto text = ATLAS_TRY(load_text(segment));
    const auto whole = text.rfind('\n') + 1;  // npos + 1 = 0
    if (whole == text.size()) return {};
    auto file = ATLAS_TRY(files_.open(path_of(segment), linux::OpenMode::write));
    ATLAS_TRY(file->truncate(whole));
    segment.bytes = static_cast<std::int64_t>(whole);
    return {};
}

Result<std::string> EventLog::load_text(const Segment& segment) {
    if (segment.bytes == 0) return std::string();  // its file may not exist yet
    auto text = ATLAS_TRY(linux::load_file(files_, path_of(segment)));
    // A failed append that could not truncate the file leaves bytes after the acknowledged ones.
    text.resize(std::min(text.size(), static_cast<std::size_t>(segment.bytes)));
    return text;
}

Result<std::vector<Event>> EventLog::load(Segment& segment) {
    const auto text = ATLAS_TRY(load_text(segment));
    std::string_view rest = text;
    std::vector<Event> events;
    Faults faults;
    while (auto line = take_line(rest)) {
        auto event = parse_line(*line);
        if (!event) {
            ++faults.unreadable;
            continue;
        }
        if (!segment.scanned) note(segment, {event->timestamp, event->ingested});
        if (event->repaired) ++faults.repaired;
        event->number = segment.first + events.size();
        events.push_back(std::move(*event));
    }
    segment.scanned = true;
    const bool any = faults.unreadable > 0 || faults.repaired > 0;
    if (any && !std::exchange(segment.told, true)) tell(segment, faults);
    return events;
}

void EventLog::tell(const Segment& segment, const Faults& faults) {
    unreadable_ += faults.unreadable;
    repaired_ += faults.repaired;
    if (faults.unreadable > 0) {
        log::warning(
            "logs", "{} lines of {} cannot be read: left out", faults.unreadable, path_of(segment)
        );
    }
}

Result<> EventLog::scan(Segment& segment) {
    if (segment.scanned) return {};
    const auto text = ATLAS_TRY(load_text(segment));
    std::string_view rest = text;
    while (auto line = take_line(rest)) {
        if (auto times = parse_times(*line)) note(segment, *times);
    }
    segment.scanned = true;
    return {};
}

Result<> EventLog::begin_segment() {
    if (!segments_.empty()) {
        const auto& last = segments_.back();
        if (last.bytes < segment_bytes_max) return {};
        // The name of a file without a readable line must not be used again.
        next_ = std::max(next_, last.first + 1);
    }
    ATLAS_TRY(files_.make_directories(folder_));
    Segment segment;
    segment.first = next_;
    segment.scanned = true;
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
    const auto end = static_cast<std::uint64_t>(grown.bytes);
    std::string text;
    for (const auto& event : events) {
        text += encode_line(event) + "\n";
        note(grown, {event.timestamp, event.ingested});
    }
    grown.bytes += static_cast<std::int64_t>(text.size());
    auto file = ATLAS_TRY(files_.open(path_of(grown), linux::OpenMode::create));
    if (auto written = file->write_at(end, text); !written) {
        // Otherwise a partial line could remain in front of the next append.
        (void)file->truncate(end);
        return std::move(written).error();
    }
    segments_.back() = grown;
    next_ += events.size();
    return next_;
}

Result<std::vector<EventLog::Segment>> EventLog::segments() {
    const std::lock_guard lock(mutex_);
    ATLAS_TRY(list());
    std::vector<Segment> found;
    for (auto& segment : segments_) {
        ATLAS_TRY(scan(segment));
        if (!segment.empty()) found.push_back(segment);
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
    std::optional<Span> span;
    for (const auto& segment : ATLAS_TRY(segments())) {
        if (!span) span = Span{INT64_MAX, INT64_MIN, 0};
        span->earliest = std::min(span->earliest, segment.earliest);
        span->latest = std::max(span->latest, segment.latest);
        span->last_ingested = segment.last_ingested;
    }
    return span;
}

Result<std::int64_t> EventLog::bytes() {
    const std::lock_guard lock(mutex_);
    ATLAS_TRY(list());
    std::int64_t total = 0;
    for (const auto& segment : segments_)
        total += segment.bytes;
    return total;
}

Result<> EventLog::drop_before(std::int64_t timestamp) {
    const std::lock_guard lock(mutex_);
    ATLAS_TRY(open());
    for (auto segment = segments_.begin(); segment != segments_.end();) {
        ATLAS_TRY(scan(*segment));
        if (segment->empty() || segment->latest >= timestamp) {
            ++segment;
            continue;
        }
        auto removed = files_.remove(path_of(*segment));
        if (!removed && removed.error().code() != ErrorCode::not_found) return removed;
        segment = segments_.erase(segment);
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
