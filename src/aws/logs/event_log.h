// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
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
    std::uint64_t number = 0;  // in its stream, set when it is read; not stored
    static void fields(auto& self, auto&& field) {
        field("t", self.timestamp);
        field("i", self.ingested);
        field("m", self.message);
    }
};

/// Where one reading ends, whatever there is more. At least one file is looked at.
struct ReadLimits {
    std::size_t events = 10'000;
    std::size_t message_bytes = 1 << 20;
    std::size_t scanned_bytes = 8 << 20;
};

/// The events of one stream: JSON lines in files of about 1 MiB below a folder of its own, each
/// named by the number of its first event
/// ("000000000042.jsonl"). Appends reach the kernel before they are answered, the disk when the
/// kernel likes: a kill loses nothing, a power cut the lines of the last half minute. A file ends
/// before its first line that is not whole, so that numbers may have a gap; the last file is cut
/// there before it is appended to.
///
/// Any thread, one after another; every call may wait for the disk, so none is the region thread's.
/// What is kept in memory is a few numbers per file; a call holds one file at a time.
class EventLog {
public:
    /// What is known of one file. Times are known once it was read, the first one sooner.
    struct Segment {
        std::uint64_t first = 0;
        std::uint64_t count = 0;
        std::int64_t bytes = 0;
        std::int64_t first_timestamp = 0;
        std::int64_t earliest = 0;
        std::int64_t last_timestamp = 0;  // the latest
        std::int64_t last_ingested = 0;
        bool begun = false;  // first_timestamp is known
        bool read = false;   // all is known
    };
    struct Page {
        std::vector<Event> events;
        std::uint64_t begin = 0;  // [begin, end) was looked at
        std::uint64_t end = 0;
    };
    struct Span {
        std::int64_t first_timestamp = 0;
        std::int64_t last_timestamp = 0;
        std::int64_t last_ingested = 0;
    };
    using Wanted = std::function<bool(const Event&)>;

    /// `files` outlives it.
    EventLog(linux::FileSystem& files, std::string folder)
        : files_(files), folder_(std::move(folder)) {}

    /// All of them or, after an error, none; not_found once it was removed. The number of the next
    /// event.
    Result<std::uint64_t> append(const std::vector<Event>& events);
    /// Wanted events of number `from` and later, the oldest first.
    Result<Page> read_forward(std::uint64_t from, const ReadLimits& limits, const Wanted& wanted);
    /// Wanted events before number `until`, the newest of them, in their order.
    Result<Page> read_backward(std::uint64_t until, const ReadLimits& limits, const Wanted& wanted);
    /// Its files with what is known of each, the first timestamp at least, less empty ones.
    Result<std::vector<Segment>> segments();
    /// The events of one file; none where it is gone meanwhile.
    Result<std::vector<Event>> read_segment(std::uint64_t first);
    /// Nothing for an empty stream.
    Result<std::optional<Span>> span();
    Result<std::int64_t> bytes();
    /// Drops whole files whose last event is older.
    Result<> drop_before(std::int64_t timestamp);
    /// The folder and all in it; nothing is appended any more.
    Result<> remove();

private:
    /// Each once; tried again at the next call after an error.
    Result<> list();
    Result<> open();
    Result<std::vector<Event>> load(Segment& segment);
    Result<> learn(Segment& segment);
    Result<> learn_first(Segment& segment);
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
};

}  // namespace atlas::aws::logs
