// SPDX-License-Identifier: Apache-2.0
#include "aws/logs/event_log.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include "json/fields.h"
#include "linux/error.h"
#include "linux/replace_file.h"

namespace atlas::aws::logs {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t segment_bytes_max = 1 << 20;

bool parse_event(const std::string& line, Event& event) {
    auto value = json::parse(line);
    return value && json::from_value(value.value(), event).ok();
}

Result<> write_all(const linux::Fd& file, const std::string& text, const std::string& path) {
    for (std::size_t done = 0; done < text.size();) {
        auto count = ::write(file.number(), text.data() + done, text.size() - done);
        if (count < 0) return linux::last_error("write " + path);
        done += static_cast<std::size_t>(count);
    }
    return {};
}

}  // namespace

std::string EventLog::path_of(const Segment& segment) const {
    return fmt::format("{}/{:012}.jsonl", folder_, segment.first);
}

void EventLog::note(Segment& segment, const Event& event, std::size_t line_bytes) {
    if (segment.count == 0) segment.first_timestamp = event.timestamp;
    ++segment.count;
    segment.bytes += static_cast<std::int64_t>(line_bytes);
    segment.last_timestamp = std::max(segment.last_timestamp, event.timestamp);
    segment.last_ingested = event.ingested;
}

// What a kill tore off in the middle of a write is no event: nobody was told of it.
void EventLog::scan(const std::string& name) {
    Segment segment;
    segment.first = std::stoull(name);
    std::ifstream file(folder_ + "/" + name, std::ios::binary);
    std::string line;
    while (std::getline(file, line) && !file.eof()) {
        Event event;
        if (!parse_event(line, event)) break;
        note(segment, event, line.size() + 1);
    }
    std::error_code ignored;
    fs::resize_file(folder_ + "/" + name, static_cast<std::uintmax_t>(segment.bytes), ignored);
    next_ = segment.first + segment.count;
    segments_.push_back(segment);
}

void EventLog::open() {
    if (std::exchange(opened_, true)) return;
    std::vector<std::string> names;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder_, ignored)) {
        auto name = entry.path().filename().string();
        if (name.ends_with(".jsonl")) names.push_back(name);
    }
    std::ranges::sort(names);
    for (const auto& name : names)
        scan(name);
}

Result<> EventLog::begin_segment() {
    if (!segments_.empty() && segments_.back().bytes < segment_bytes_max) return {};
    ATLAS_TRY(linux::make_directory(folder_));
    Segment segment;
    segment.first = next_;
    segments_.push_back(segment);
    return {};
}

Result<> EventLog::append(const std::vector<Event>& events) {
    open();
    ATLAS_TRY(begin_segment());
    auto& segment = segments_.back();
    auto path = path_of(segment);
    linux::Fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    if (!file) return linux::last_error("open " + path);
    std::string text;
    for (const auto& event : events) {
        auto line = json::serialize(json::to_value(event)) + "\n";
        note(segment, event, line.size());
        text += line;
    }
    next_ += events.size();
    return write_all(file, text, path);
}

Result<std::vector<Event>> EventLog::read(std::uint64_t from, std::size_t count) {
    open();
    std::vector<Event> events;
    for (const auto& segment : segments_) {
        if (segment.first + segment.count <= from || events.size() >= count) continue;
        std::ifstream file(path_of(segment), std::ios::binary);
        std::string line;
        for (auto number = segment.first; events.size() < count && std::getline(file, line);
             ++number) {
            Event event;
            if (number < from) continue;
            if (!parse_event(line, event))
                return Error(ErrorCode::io, "damaged line in " + path_of(segment));
            events.push_back(std::move(event));
        }
    }
    return events;
}

std::uint64_t EventLog::first() {
    open();
    return segments_.empty() ? next_ : segments_.front().first;
}
std::uint64_t EventLog::end() {
    open();
    return next_;
}
std::int64_t EventLog::first_timestamp() {
    open();
    return segments_.empty() ? 0 : segments_.front().first_timestamp;
}
std::int64_t EventLog::last_timestamp() {
    open();
    return segments_.empty() ? 0 : segments_.back().last_timestamp;
}
std::int64_t EventLog::last_ingested() {
    open();
    return segments_.empty() ? 0 : segments_.back().last_ingested;
}
std::int64_t EventLog::bytes() {
    open();
    std::int64_t sum = 0;
    for (const auto& segment : segments_)
        sum += segment.bytes;
    return sum;
}

void EventLog::drop_before(std::int64_t timestamp) {
    open();
    std::error_code ignored;
    while (!segments_.empty() && segments_.front().last_timestamp < timestamp) {
        fs::remove(path_of(segments_.front()), ignored);
        segments_.pop_front();
    }
}

void EventLog::remove() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
    segments_.clear();
}

}  // namespace atlas::aws::logs
