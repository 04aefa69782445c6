// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "base/result.h"
#include "linux/file_system.h"

namespace atlas::aws::logs {

/// One event of a stream. Times are milliseconds since 1970, as the API carries them.
struct Event {
    std::int64_t timestamp = 0;
    std::int64_t ingested = 0;
    std::string message;
    std::uint64_t number = 0;  // in its stream, set by `read`; not stored
    static void fields(auto& self, auto&& field) {
        field("t", self.timestamp);
        field("i", self.ingested);
        field("m", self.message);
    }
};

/// The events of one stream: JSON lines in files of about 1 MiB below a folder of its own, each
/// named by the number of its first event
/// ("000000000042.jsonl"). Appends reach the kernel before they are answered, the disk when the
/// kernel likes: a kill loses nothing, a power cut the lines of the last half minute. When a stream
/// is opened, each file ends before its first line that is not whole, so that numbers may have a
/// gap. Region thread only.
class EventLog {
public:
    /// `files` outlives it.
    EventLog(linux::FileSystem& files, std::string folder)
        : files_(files), folder_(std::move(folder)) {}

    /// All of them or, after an error, none.
    Result<> append(const std::vector<Event>& events);
    /// The first `count` events whose number is `from` or more.
    Result<std::vector<Event>> read(std::uint64_t from, std::size_t count);
    /// Numbers of the oldest event that is kept and of the next one. These and what follows are of
    /// an empty stream where it cannot be opened.
    std::uint64_t first();
    std::uint64_t end();
    std::int64_t first_timestamp();
    std::int64_t last_timestamp();
    std::int64_t last_ingested();
    std::int64_t bytes();
    /// Drops whole files whose last event is older.
    void drop_before(std::int64_t timestamp);
    void remove();

private:
    struct Segment {
        std::uint64_t first = 0;
        std::uint64_t count = 0;
        std::int64_t bytes = 0;
        std::int64_t first_timestamp = 0;
        std::int64_t last_timestamp = 0;
        std::int64_t last_ingested = 0;
    };
    /// Once; tried again at the next call after an error.
    Result<> open();
    Result<> scan(std::uint64_t first);
    Result<> begin_segment();
    std::string path_of(const Segment& segment) const;
    static void note(Segment& segment, const Event& event, std::size_t line_bytes);

    linux::FileSystem& files_;
    std::string folder_;
    bool opened_ = false;
    std::deque<Segment> segments_;
    std::uint64_t next_ = 0;
};

}  // namespace atlas::aws::logs
