// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include "broker/log/batch_scanner.h"
#include "broker/log/index_file.h"
#include "broker/log/open_files.h"
#include "broker/log/record_batch.h"

namespace atlas::broker {

using OpenFilesPtr = std::shared_ptr<OpenFiles>;

/// One segment of a partition's log: `<base>.log` with its offset and time indexes, in Kafka's
/// format. The last segment of a partition is appended to; the others are sealed. Guarded by its
/// partition's mutex, except that the result of `file` may be read without it.
class Segment {
public:
    /// A new segment; already_exists if its `.log` file has records.
    static Result<std::shared_ptr<Segment>> create(
        const OpenFilesPtr& open_files, const std::string& directory, std::int64_t base_offset
    );
    /// A segment that is on disk; `load` or `begin_scan` must follow.
    static Result<std::shared_ptr<Segment>> open(
        const OpenFilesPtr& open_files, const std::string& directory, std::int64_t base_offset
    );
    Segment(OpenFilesPtr open_files, const std::string& directory, std::int64_t base_offset);
    ~Segment();

    /// Trusts the indexes and walks from their last entry to the end of the file. invalid_argument
    /// if file and indexes do not fit, or if the end is not `next_segment` (-1 = not known).
    Result<> load(std::int64_t next_segment);
    /// Empties the indexes; the caller then passes each batch in the file to `add`.
    Result<> begin_scan();
    /// Indexes a checked batch that the file holds at the segment's end.
    void add(const BatchHeader& batch);
    /// Truncates the file after the last batch added.
    Result<> trim();
    /// Writes the batch at the end and indexes it. `room_max`: how many bytes to reserve ahead at
    /// most. Errors: exhausted (disk full) and unavailable leave the segment as it was; after io a
    /// part of the write is still in the file.
    Result<> append(std::string_view batch, const BatchHeader& header, std::int64_t room_max);
    /// Ends appends: trims the file, writes the last time entry and flushes both indexes.
    Result<> seal();
    /// Makes the flushed indexes durable. Needs no mutex once the segment is sealed.
    Result<> sync_indexes();
    /// The `.log` file, opened if necessary. It stays open as long as the caller holds it.
    Result<std::shared_ptr<linux::File>> file();
    /// Called when everything written is synced: OpenFiles may then close the file.
    void mark_synced() { unsynced_.reset(); }
    Result<> remove_files();

    /// The batch that contains `offset`; nothing if the offset is past the end.
    Result<std::optional<BatchScanner::Found>> find_offset(std::int64_t offset);
    /// File position from which a scan finds the offset, or the first batch with a timestamp of at
    /// least `timestamp`. Uses the indexes alone; at most about one index interval too early.
    Result<std::uint64_t> position_before_offset(std::int64_t offset) const;
    Result<std::uint64_t> position_before_time(std::int64_t timestamp) const;

    std::int64_t base_offset() const { return base_offset_; }
    std::int64_t next_offset() const { return next_offset_; }
    std::int64_t size_bytes() const { return size_; }
    bool empty() const { return size_ == 0; }
    /// The maximum timestamp (ms) of the first batch; -1 if the segment is empty.
    std::int64_t first_timestamp() const { return first_timestamp_; }
    std::int64_t max_timestamp() const { return max_timestamp_; }
    /// The last offset of the first batch with that timestamp.
    std::int64_t offset_of_max_timestamp() const { return offset_of_max_; }
    /// Whether the batch fits: the file stays within `bytes_max`, and relative offsets and
    /// positions stay within the 31 bits of an index entry. Always true for an empty segment.
    bool has_room(const BatchHeader& batch, std::int64_t bytes_max) const;

private:
    Result<> reserve(std::int64_t end, std::int64_t room_max);
    void append_time_entry();
    std::string path(std::string_view suffix) const;

    const OpenFilesPtr open_files_;
    std::string directory_;
    std::int64_t base_offset_;
    std::int64_t next_offset_;
    std::int64_t size_ = 0;
    std::int64_t reserved_ = 0;  // size of the file, space reserved ahead included
    std::int64_t first_timestamp_ = -1;
    std::int64_t max_timestamp_ = -1;
    std::int64_t offset_of_max_ = -1;
    std::int64_t last_time_entry_ = -1;
    std::int64_t bytes_since_entry_ = 0;
    IndexFile offsets_;
    IndexFile times_;
    std::shared_ptr<linux::File> unsynced_;  // set while it has writes that are not synced
};

}  // namespace atlas::broker
