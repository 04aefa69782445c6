// SPDX-License-Identifier: Apache-2.0
#include "broker/log/segment.h"

#include "broker/log/big_endian.h"
#include "broker/log/checkpoint.h"

namespace atlas::broker {
namespace {

constexpr std::size_t offset_entry_bytes = 8;
constexpr std::size_t time_entry_bytes = 12;
constexpr std::int64_t index_interval_bytes = 4096;  // log.index.interval.bytes
// The reservation doubles from here with the segment's size, so that a small partition stays small.
constexpr std::int64_t first_room_bytes = 64 << 10;
constexpr std::size_t walk_window_bytes = 8192;

using linux::OpenMode;
using MaybeFound = std::optional<BatchScanner::Found>;

}  // namespace

Segment::Segment(OpenFilesPtr open_files, const std::string& directory, std::int64_t base_offset)
    : open_files_(std::move(open_files)),
      directory_(directory),
      base_offset_(base_offset),
      next_offset_(base_offset),
      offsets_(open_files_->disk(), path(".index"), offset_entry_bytes),
      times_(open_files_->disk(), path(".timeindex"), time_entry_bytes) {}

Segment::~Segment() {
    open_files_->forget(this);
}

std::string Segment::path(std::string_view suffix) const {
    return directory_ + "/" + offset_file_name(base_offset_, suffix);
}

Result<std::shared_ptr<Segment>> Segment::create(
    const OpenFilesPtr& open_files, const std::string& directory, std::int64_t base_offset
) {
    auto segment = std::make_shared<Segment>(open_files, directory, base_offset);
    // An existing empty file is left from a roll that failed half way.
    auto file = ATLAS_TRY(open_files->disk().open(segment->path(".log"), OpenMode::create));
    if (ATLAS_TRY(file->size()) != 0) {
        return Error(ErrorCode::already_exists, segment->path(".log") + " has records");
    }
    open_files->add(segment.get(), std::move(file));
    ATLAS_TRY(segment->offsets_.reset());
    ATLAS_TRY(segment->times_.reset());
    return segment;
}

Result<std::shared_ptr<Segment>> Segment::open(
    const OpenFilesPtr& open_files, const std::string& directory, std::int64_t base_offset
) {
    auto segment = std::make_shared<Segment>(open_files, directory, base_offset);
    auto file = ATLAS_TRY(segment->file());
    segment->reserved_ = static_cast<std::int64_t>(ATLAS_TRY(file->size()));
    return segment;
}

Result<std::shared_ptr<linux::File>> Segment::file() {
    if (unsynced_) return unsynced_;
    if (auto file = open_files_->find(this)) return file;
    return open_files_->add(
        this, ATLAS_TRY(open_files_->disk().open(path(".log"), OpenMode::write))
    );
}

Result<> Segment::begin_scan() {
    ATLAS_TRY(offsets_.reset());
    ATLAS_TRY(times_.reset());
    next_offset_ = base_offset_;
    size_ = bytes_since_entry_ = 0;
    first_timestamp_ = max_timestamp_ = offset_of_max_ = last_time_entry_ = -1;
    return {};
}

Result<> Segment::load(std::int64_t next_segment) {
    Error wrong(ErrorCode::invalid_argument, path(".log") + ": its indexes do not fit");
    ATLAS_TRY(offsets_.load());
    ATLAS_TRY(times_.load());
    auto file = ATLAS_TRY(this->file());
    size_ = static_cast<std::int64_t>(ATLAS_TRY(file->size()));
    if (times_.count() > 0) {
        auto last = ATLAS_TRY(times_.entry(times_.count() - 1));
        max_timestamp_ = last_time_entry_ = load_big<std::int64_t>(last.data());
        offset_of_max_ = base_offset_ + load_big<std::int32_t>(last.data() + 8);
    } else if (size_ > 0) {
        return wrong;  // `seal` always leaves an entry.
    }
    std::uint64_t from = 0;
    if (offsets_.count() > 0) {
        auto last = ATLAS_TRY(offsets_.entry(offsets_.count() - 1));
        from = load_big<std::uint32_t>(last.data() + 4);
    }
    BatchScanner scanner(*file, from, static_cast<std::uint64_t>(size_), walk_window_bytes);
    bytes_since_entry_ = size_ - static_cast<std::int64_t>(from);
    while (auto found = ATLAS_TRY(scanner.next()))
        next_offset_ = found->header.next_offset();
    if (scanner.position() != static_cast<std::uint64_t>(size_)) return wrong;
    if (next_segment >= 0 && next_offset_ != next_segment) return wrong;
    BatchScanner first(*file, 0, static_cast<std::uint64_t>(size_), batch_header_bytes);
    if (auto found = ATLAS_TRY(first.next())) {
        if (found->header.base_offset != base_offset_) return wrong;
        first_timestamp_ = found->header.max_timestamp;
    }
    return {};
}

void Segment::append_time_entry() {
    if (max_timestamp_ <= last_time_entry_) return;
    std::string entry;
    append_big(entry, max_timestamp_);
    append_big(entry, static_cast<std::int32_t>(offset_of_max_ - base_offset_));
    times_.append(entry);
    last_time_entry_ = max_timestamp_;
}

void Segment::add(const BatchHeader& batch) {
    if (size_ == 0) first_timestamp_ = batch.max_timestamp;
    if (batch.max_timestamp > max_timestamp_) {
        max_timestamp_ = batch.max_timestamp;
        offset_of_max_ = batch.last_offset();
    }
    if (bytes_since_entry_ > index_interval_bytes) {
        std::string entry;
        append_big(entry, static_cast<std::int32_t>(batch.last_offset() - base_offset_));
        append_big(entry, static_cast<std::int32_t>(size_));
        offsets_.append(entry);
        append_time_entry();
        bytes_since_entry_ = 0;
    }
    const auto bytes = static_cast<std::int64_t>(batch.size_bytes());
    bytes_since_entry_ += bytes;
    size_ += bytes;
    next_offset_ = batch.next_offset();
}

Result<> Segment::trim() {
    auto file = ATLAS_TRY(this->file());
    if (static_cast<std::int64_t>(ATLAS_TRY(file->size())) == size_) return {};
    unsynced_ = file;
    ATLAS_TRY(file->truncate(static_cast<std::uint64_t>(size_)));
    reserved_ = size_;
    return {};
}

Result<> Segment::reserve(std::int64_t end, std::int64_t room_max) {
    if (end <= reserved_) return {};
    auto room = std::min(std::max(size_, first_room_bytes), room_max);
    auto file = ATLAS_TRY(this->file());
    ATLAS_TRY(file->allocate(static_cast<std::uint64_t>(end + room)));
    reserved_ = end + room;
    return {};
}

Result<> Segment::append(std::string_view batch, const BatchHeader& header, std::int64_t room_max) {
    auto file = ATLAS_TRY(this->file());
    // If the reservation fails, the write itself reports whether the disk is full.
    if (room_max > 0) (void)reserve(size_ + static_cast<std::int64_t>(batch.size()), room_max);
    if (auto written = file->write_at(static_cast<std::uint64_t>(size_), batch); !written.ok()) {
        // Remains of a partial write behind a later, shorter batch could be taken for a batch.
        reserved_ = size_;
        if (!file->truncate(static_cast<std::uint64_t>(size_)).ok()) {
            return Error(ErrorCode::io, "a part of a failed write cannot be removed");
        }
        bool full = written.error().code() == ErrorCode::exhausted;
        return Error(
            full ? ErrorCode::exhausted : ErrorCode::unavailable, written.error().message()
        );
    }
    unsynced_ = std::move(file);
    add(header);
    return {};
}

Result<> Segment::seal() {
    ATLAS_TRY(trim());
    append_time_entry();
    ATLAS_TRY(offsets_.flush());
    return times_.flush();
}

Result<> Segment::sync_indexes() {
    ATLAS_TRY(offsets_.sync());
    return times_.sync();
}

Result<> Segment::remove_files() {
    unsynced_.reset();
    open_files_->forget(this);
    // The log is removed first: an index without a log is removed at the next open.
    for (auto suffix : {".log", ".index", ".timeindex", ".snapshot"}) {
        if (open_files_->disk().exists(path(suffix))) {
            ATLAS_TRY(open_files_->disk().remove(path(suffix)));
        }
    }
    return {};
}

bool Segment::has_room(const BatchHeader& batch, std::int64_t bytes_max) const {
    if (empty()) return true;
    auto last = next_offset_ + batch.last_offset_delta;
    auto size = size_ + static_cast<std::int64_t>(batch.size_bytes());
    return last - base_offset_ <= INT32_MAX && size <= std::min<std::int64_t>(bytes_max, INT32_MAX);
}

Result<std::uint64_t> Segment::position_before_offset(std::int64_t offset) const {
    auto entry = ATLAS_TRY(offsets_.last_before([&](std::string_view bytes) {
        return base_offset_ + load_big<std::int32_t>(bytes.data()) <= offset;
    }));
    return entry ? load_big<std::uint32_t>(entry->data() + 4) : std::uint64_t{0};
}

Result<std::uint64_t> Segment::position_before_time(std::int64_t timestamp) const {
    auto entry = ATLAS_TRY(times_.last_before([&](std::string_view bytes) {
        return load_big<std::int64_t>(bytes.data()) < timestamp;
    }));
    if (!entry) return std::uint64_t{0};
    return position_before_offset(base_offset_ + load_big<std::int32_t>(entry->data() + 8));
}

Result<MaybeFound> Segment::find_offset(std::int64_t offset) {
    auto from = ATLAS_TRY(position_before_offset(offset));
    auto file = ATLAS_TRY(this->file());
    BatchScanner scanner(*file, from, static_cast<std::uint64_t>(size_), walk_window_bytes);
    while (auto found = ATLAS_TRY(scanner.next())) {
        if (found->header.last_offset() >= offset) return MaybeFound(found);
    }
    return MaybeFound();
}

}  // namespace atlas::broker
