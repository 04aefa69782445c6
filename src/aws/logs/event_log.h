// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "aws/logs/event_line.h"
#include "base/result.h"
#include "linux/file_system.h"

namespace atlas::aws::logs {

/// The events of one stream, in order of arrival. They are JSON lines in files of about 1 MiB, in a
/// folder of the stream's own; a file's name is the number of its first event
/// ("000000000042.jsonl"). An append is in the page cache when it returns, and is not synced: a
/// kill of the region loses nothing, a power cut the lines of about the last half minute.
///
/// A last line without a newline is torn. It was never acknowledged, and is cut off before the next
/// append. Any other unreadable line is left out, and the number of such lines is logged once per
/// file. Numbers may therefore have gaps.
///
/// Thread-safe; calls wait for each other. Every call except `faults` may block on the disk, so the
/// region thread must not make it. Keeps a few numbers per file in memory, and one file during a
/// call. Shared by the state and by workers. `search.h` reads events in order of time.
class EventLog {
public:
    /// One file of the log. Times in milliseconds since 1970.
    struct Segment {
        std::uint64_t first = 0;  // number of its first event
        std::int64_t bytes = 0;   // its size, without what a failed append may have left
        std::int64_t earliest = INT64_MAX;
        std::int64_t latest = INT64_MIN;
        std::int64_t last_ingested = 0;
        bool scanned = false;  // the times are known
        bool told = false;     // its faults are counted and logged

        bool empty() const { return earliest > latest; }
    };
    /// The times of a whole stream.
    struct Span {
        std::int64_t earliest = 0;
        std::int64_t latest = 0;
        std::int64_t last_ingested = 0;
    };

    /// `files` must outlive the log. The folder need not exist.
    EventLog(linux::FileSystem& files, std::string folder)
        : files_(files), folder_(std::move(folder)) {}

    /// Appends all events or, on an error, none. Returns the number that the next event will get.
    /// not_found after `remove`.
    Result<std::uint64_t> append(const std::vector<Event>& events);
    /// The files that have events, in order, with their times. The first call after a start reads
    /// every file once to find the times.
    Result<std::vector<Segment>> segments();
    /// The events of the file whose first number this is; none if retention has dropped it.
    Result<std::vector<Event>> read_segment(std::uint64_t first);
    /// Nothing for a stream without events.
    Result<std::optional<Span>> span();
    /// The size of all files.
    Result<std::int64_t> bytes();
    /// Drops the files whose events are all older than `timestamp`; a file is never dropped in
    /// part.
    Result<> drop_before(std::int64_t timestamp);
    /// Removes the folder with everything in it. Later appends fail.
    Result<> remove();
    /// Stored lines that could not be read as they are, each counted once.
    struct Faults {
        std::uint64_t unreadable = 0;
        std::uint64_t repaired = 0;
    };
    /// The faults in the files read so far. Never blocks; any thread.
    Faults faults() const { return {unreadable_, repaired_}; }

private:
    // All of these are called with mutex_ held. `list` finds the files; `open` also prepares for
    // appending. Both do their work once, and again after an error.
    Result<> list();
    Result<> open();
    Result<std::vector<Event>> load(Segment& segment);
    void tell(const Segment& segment, const Faults& faults);
    Result<std::string> load_text(const Segment& segment);
    Result<> scan(Segment& segment);
    Result<> cut_torn_end(Segment& segment);
    /// Makes segments_.back() a file that has room.
    Result<> begin_segment();
    std::string path_of(const Segment& segment) const;

    linux::FileSystem& files_;
    const std::string folder_;
    // Guarded by mutex_.
    std::mutex mutex_;
    bool listed_ = false;
    bool opened_ = false;
    bool removed_ = false;
    std::deque<Segment> segments_;
    std::uint64_t next_ = 0;  // number of the next event; valid once opened_
    // Written under mutex_, read by any thread.
    std::atomic<std::uint64_t> unreadable_ = 0;
    std::atomic<std::uint64_t> repaired_ = 0;
};

}  // namespace atlas::aws::logs
