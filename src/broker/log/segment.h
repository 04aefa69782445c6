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

/// One stretch of a partition's log: `<base>.log` with its offset and time indexes, in Kafka's
/// format. The last segment takes appends; the others only wait to be read and deleted.
/// Guarded by its partition, except that a file once given out may be read without it.
class Segment {
public:
    /// A new one; already_exists when there is a file of that name.
    static Result<std::shared_ptr<Segment>> create(
        const OpenFilesPtr& open_files, const std::string& directory, std::int64_t base_offset
    );
    /// One that is on disk, with nothing known but its size; `load` or a scan comes next.
    static Result<std::shared_ptr<Segment>> open(
        const OpenFilesPtr& open_files, const std::string& directory, std::int64_t base_offset
    );
    Segment(OpenFilesPtr open_files, const std::string& directory, std::int64_t base_offset);
    ~Segment();

    /// Trusts file and indexes as they are, and walks from the last index entry to find the end.
    /// invalid_argument when they cannot be right.
    Result<> load(std::int64_t next_segment);
    /// Begins again at nothing, to be told of every batch by `add`; resets the indexes.
    Result<> begin_scan();
    /// A checked batch is in the file at the segment's end. Indexes it.
    void add(const BatchHeader& batch);
    /// Cuts off what lies behind the last batch added and room reserved ahead.
    Result<> trim();
    /// Writes the batch at the end and adds it. `room_max`: how far to reserve room ahead. After an
    /// error the segment is as before: exhausted when the disk is full, unavailable for other
    /// reasons; io means that it could not be put back.
    Result<> append(std::string_view batch, const BatchHeader& header, std::int64_t room_max);
    /// No more appends: trims, ends the time index, flushes both.
    Result<> seal();
    /// Makes file and indexes durable. Needs no guard once the segment is sealed.
    Result<> sync_indexes();
    /// Opened where it is not open; whoever keeps it keeps it open.
    Result<std::shared_ptr<linux::File>> file();
    /// A sync has covered all that was written: the file may be closed when others need it more.
    void mark_synced() { unsynced_.reset(); }
    Result<> remove_files();

    /// The batch that contains `offset`; nothing when it is past the end.
    Result<std::optional<BatchScanner::Found>> find_offset(std::int64_t offset);
    /// Where to begin to look for an offset, or for the first batch that is at least so late: from
    /// the indexes alone, at most an index interval before it.
    Result<std::uint64_t> position_before_offset(std::int64_t offset) const;
    Result<std::uint64_t> position_before_time(std::int64_t timestamp) const;

    std::int64_t base_offset() const { return base_offset_; }
    std::int64_t next_offset() const { return next_offset_; }
    std::int64_t size_bytes() const { return size_; }
    bool empty() const { return size_ == 0; }
    /// Of the first batch; -1 when empty.
    std::int64_t first_timestamp() const { return first_timestamp_; }
    std::int64_t max_timestamp() const { return max_timestamp_; }
    /// The last offset of the batch with that timestamp.
    std::int64_t offset_of_max_timestamp() const { return offset_of_max_; }
    /// Whether another batch may come without a file past `bytes_max` or an index entry past 2^31.
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
    std::int64_t reserved_ = 0;
    std::int64_t first_timestamp_ = -1;
    std::int64_t max_timestamp_ = -1;
    std::int64_t offset_of_max_ = -1;
    std::int64_t last_time_entry_ = -1;
    std::int64_t bytes_since_entry_ = 0;
    IndexFile offsets_;
    IndexFile times_;
    std::shared_ptr<linux::File> unsynced_;  // open for as long as it has writes to be synced
};

}  // namespace atlas::broker
