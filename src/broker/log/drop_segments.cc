// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"
#include "broker/log/disk_partition.h"

namespace atlas::broker {

bool DiskPartition::drop_segments_below(std::int64_t offset) {
    bool any = false;
    while (segments_.size() > 1 && segments_[1]->base_offset() <= offset) {
        // A segment with unsynced writes is kept until a later call.
        if (segments_.size() <= unsynced_segments_) break;
        dropped_.push_back(segments_.front());
        segments_.erase(segments_.begin());
        any = true;
    }
    return any;
}

bool DiskPartition::drop_by_retention() {
    std::lock_guard lock(mutex_);
    if (deleted_ || !failure_.empty()) return false;
    producers_.expire(now_ms() - around_.producer_expiry_ms);
    auto oldest_kept = now_ms() - settings_.retention_ms;
    auto too_old = [&](const Segment& segment) {
        return settings_.retention_ms >= 0 && !segment.empty() && segment.max_timestamp() >= 0 &&
               segment.max_timestamp() < oldest_kept && segment.next_offset() <= high_watermark_;
    };
    // The active segment is rolled first; a later call drops it, after its last sync.
    if (too_old(*segments_.back()) && log_end_ == synced_) {
        if (auto rolled = roll(); !rolled.ok()) {
            log::warning("broker", "roll {}: {}", directory_, rolled.error().message());
        } else {
            sync_requested_ = true;
            around_.syncs.request_sync(shared_from_this(), 0, true);
        }
    }
    std::int64_t bytes = 0;
    for (const auto& segment : segments_)
        bytes += segment->size_bytes();
    auto start = log_start_;
    for (std::size_t i = 0; i + 1 < segments_.size(); ++i) {
        const auto& segment = *segments_[i];
        bool too_many = settings_.retention_bytes >= 0 &&
                        bytes - segment.size_bytes() >= settings_.retention_bytes &&
                        segment.next_offset() <= high_watermark_;
        if (!too_many && !too_old(segment)) break;
        bytes -= segment.size_bytes();
        start = std::max(start, segment.next_offset());
    }
    drop_segments_below(std::max(start, log_start_));
    // The log start follows the segments that were dropped, which may be fewer than wanted.
    bool moved = segments_.front()->base_offset() > log_start_;
    if (moved) log_start_ = segments_.front()->base_offset();
    return moved || !dropped_.empty();
}

void DiskPartition::remove_dropped_files() {
    std::vector<std::shared_ptr<Segment>> dropped;
    {
        std::lock_guard lock(mutex_);
        dropped = std::exchange(dropped_, {});
        if (next_read_.segment < segments_.front()->base_offset()) next_read_ = {};
    }
    for (const auto& segment : dropped) {
        auto removed = segment->remove_files();
        if (!removed.ok()) log::warning("broker", "{}", removed.error().message());
    }
}

KafkaCode DiskPartition::delete_records(std::int64_t offset, std::int64_t& log_start) {
    {
        std::lock_guard lock(mutex_);
        if (deleted_) return KafkaCode::unknown_topic_or_partition;
        if (!failure_.empty()) return KafkaCode::kafka_storage_error;
        if (offset == -1) offset = high_watermark_;
        if (offset < 0 || offset > high_watermark_) return KafkaCode::offset_out_of_range;
        log_start_ = std::max(log_start_, offset);
        log_start = log_start_;
        drop_segments_below(log_start_);
    }
    // Durable before the files go: a log start from before them would point to missing segments.
    if (!around_.syncs.save_log_starts().ok()) return KafkaCode::kafka_storage_error;
    remove_dropped_files();
    return KafkaCode::none;
}

}  // namespace atlas::broker
