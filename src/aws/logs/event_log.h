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

/// The events of one stream, in the order of their arrival: JSON lines in files of about 1 MiB
/// below a folder of its own, each named by the number of its first event ("000000000042.jsonl").
/// Appends reach the kernel before they are answered, the disk when the kernel likes: a kill loses
/// nothing, a power cut the lines of the last half minute.
///
/// A last line without a newline is torn: it was never acknowledged, and is cut off before the file
/// is appended to. Any other line that cannot be read costs itself alone: it is left out, and the
/// number of such lines is logged once for each file. So numbers may have gaps.
///
/// Any thread, one after another; every call may wait for the disk, so none is the region thread's.
/// What is kept in memory is a few numbers per file; a call holds one file at a time.
/// `search.h` reads in the order of time.
class EventLog {
public:
    /// What is known of one file that has events.
    struct Segment {
        std::uint64_t first = 0;
        std::int64_t bytes = 0;
        std::int64_t earliest = INT64_MAX;
        std::int64_t latest = INT64_MIN;
        std::int64_t last_ingested = 0;
        bool scanned = false;  // the times are known
        bool told = false;     // of lines that cannot be read or were repaired

        bool empty() const { return earliest > latest; }
    };
    struct Span {
        std::int64_t earliest = 0;
        std::int64_t latest = 0;
        std::int64_t last_ingested = 0;
    };

    /// `files` outlives it.
    EventLog(linux::FileSystem& files, std::string folder)
        : files_(files), folder_(std::move(folder)) {}

    /// All of them or, after an error, none; not_found once it was removed. The number of the next
    /// event.
    Result<std::uint64_t> append(const std::vector<Event>& events);
    /// Its files by number, less empty ones, with the times of their events. The first call after a
    /// start reads the beginning of every line.
    Result<std::vector<Segment>> segments();
    /// The events of one file; none where it is gone meanwhile.
    Result<std::vector<Event>> read_segment(std::uint64_t first);
    /// Nothing for an empty stream.
    Result<std::optional<Span>> span();
    Result<std::int64_t> bytes();
    /// Drops whole files, all of whose events are older.
    Result<> drop_before(std::int64_t timestamp);
    /// The folder and all in it; nothing is appended any more.
    Result<> remove();
    /// Lines that were not read as they stand, each counted once, in what was read so far. Never
    /// waits.
    struct Faults {
        std::uint64_t unreadable = 0;
        std::uint64_t repaired = 0;
    };
    Faults faults() const { return {unreadable_, repaired_}; }

private:
    /// Each once; tried again at the next call after an error.
    Result<> list();
    Result<> open();
    Result<std::vector<Event>> load(Segment& segment);
    void tell(const Segment& segment, const Faults& faults);
    Result<std::string> load_text(const Segment& segment);
    Result<> scan(Segment& segment);
    Result<> cut_torn_end(Segment& segment);
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
    std::uint64_t next_ = 0;
    // Written under mutex_.
    std::atomic<std::uint64_t> unreadable_ = 0;
    std::atomic<std::uint64_t> repaired_ = 0;
};

}  // namespace atlas::aws::logs
