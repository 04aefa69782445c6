// SPDX-License-Identifier: Apache-2.0
#include "broker/log/check_batch.h"
#include "broker/log/disk_partition.h"

namespace atlas::broker {
namespace {

constexpr std::size_t walk_window_bytes = 64 << 10;

/// Calls `look` with the offset and time of each record of a batch until it returns true; returns
/// whether it did.
bool each_record(const BatchHeader& header, std::string_view batch, auto&& look) {
    TimedOffset at{header.base_offset, header.max_timestamp, header.leader_epoch};
    std::string room;
    auto records = records_of(batch, room);
    // Appended with check_packed off and not decompressible: counts as one record, at the batch's
    // base offset.
    if (!records.ok()) return look(at);
    auto reader = RecordReader::over(records.value());
    while (auto record = reader.next()) {
        at.offset = header.base_offset + record->offset_delta;
        at.timestamp = header.timestamp_of(*record);
        if (look(at)) return true;
    }
    return false;
}

}  // namespace

Result<std::optional<DiskPartition::Stretch>> DiskPartition::stretch_by_time(
    std::int64_t base_min, std::int64_t timestamp
) {
    std::lock_guard lock(mutex_);
    if (deleted_) return Error(ErrorCode::not_found, directory_ + ": the topic was deleted");
    if (segments_.empty()) return Error(ErrorCode::io, directory_ + ": " + failure_);
    std::optional<Stretch> stretch;
    for (const auto& segment : segments_) {
        bool wanted = segment->base_offset() >= base_min && !segment->empty() &&
                      segment->next_offset() > log_start_ && segment->max_timestamp() >= timestamp;
        if (!wanted) continue;
        if (segment->base_offset() >= high_watermark_) break;
        auto by_time = ATLAS_TRY(segment->position_before_time(timestamp));
        auto by_offset = ATLAS_TRY(segment->position_before_offset(log_start_));
        stretch.emplace();
        stretch->file = ATLAS_TRY(segment->file());
        stretch->base_offset = segment->base_offset();
        stretch->begin = std::max(by_time, by_offset);
        stretch->end = static_cast<std::uint64_t>(segment->size_bytes());
        stretch->log_start = log_start_;
        stretch->high_watermark = high_watermark_;
        break;
    }
    return stretch;
}

Result<> DiskPartition::search_by_time(std::int64_t& timestamp, const LookAtRecord& look) {
    std::int64_t base_min = 0;
    while (auto stretch = ATLAS_TRY(stretch_by_time(base_min, timestamp))) {
        BatchScanner batches(*stretch->file, stretch->begin, stretch->end, walk_window_bytes);
        while (auto batch = ATLAS_TRY(batches.next())) {
            const auto& header = batch->header;
            if (header.base_offset >= stretch->high_watermark) return Result<>{};
            if (header.last_offset() < stretch->log_start) continue;
            if (header.max_timestamp < timestamp) continue;
            auto bytes = ATLAS_TRY(batches.bytes_of(*batch));
            bool ended = each_record(header, bytes, [&](TimedOffset at) {
                at.offset = std::max(at.offset, header.base_offset);
                return at.offset >= stretch->log_start && at.timestamp >= timestamp && look(at);
            });
            if (ended) return Result<>{};
        }
        base_min = stretch->base_offset + 1;
    }
    return Result<>{};
}

Result<TimedOffset> DiskPartition::offset_at(std::int64_t timestamp) {
    TimedOffset found;
    ATLAS_TRY(search_by_time(timestamp, [&](const TimedOffset& at) {
        found = at;
        return true;
    }));
    return found;
}

Result<TimedOffset> DiskPartition::offset_of_max_timestamp() {
    std::int64_t latest = -1;
    {
        std::lock_guard lock(mutex_);
        std::int64_t offset = -1;
        for (const auto& segment : segments_) {
            if (segment->empty() || segment->max_timestamp() <= latest) continue;
            latest = segment->max_timestamp();
            offset = segment->offset_of_max_timestamp();
        }
        // As in Kafka: no result while that record is above the high watermark.
        bool none = latest < 0 || offset >= high_watermark_;
        if (none && !deleted_ && !segments_.empty()) return TimedOffset{};
    }
    auto found = ATLAS_TRY(offset_at(latest));
    if (found.offset >= 0) return found;
    // That record was deleted by DeleteRecords, so all visible records have to be compared.
    std::int64_t later_than = 0;
    ATLAS_TRY(search_by_time(later_than, [&](const TimedOffset& at) {
        found = at;
        later_than = at.timestamp + 1;
        return false;
    }));
    return found;
}

}  // namespace atlas::broker
