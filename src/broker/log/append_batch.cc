// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>

#include "base/log.h"
#include "broker/log/disk_partition.h"

namespace atlas::broker {

AppendOutcome DiskPartition::refusal(KafkaCode code, std::string message) const {
    AppendOutcome outcome;
    outcome.code = code;
    outcome.log_start_offset = log_start_;
    outcome.message = std::move(message);
    return outcome;
}

std::optional<AppendOutcome> DiskPartition::refuse(
    const BatchHeader& header, std::size_t bytes, const BatchCheck& check
) const {
    // Before check.problem: a batch that is too large gets that error, whatever its contents.
    if (static_cast<std::int64_t>(bytes) > settings_.message_bytes_max) {
        return refusal(
            KafkaCode::message_too_large,
            fmt::format(
                "the batch has {} bytes, {} are allowed", bytes, settings_.message_bytes_max
            )
        );
    }
    if (check.problem) return refusal(check.problem->code, check.problem->message);
    if (header.transactional()) {
        return refusal(
            KafkaCode::invalid_txn_state, "Record was not part of an ongoing transaction"
        );
    }
    return refuse_timestamp(header, check.times);
}

std::optional<AppendOutcome> DiskPartition::append(
    std::span<char> batch, Acks acks, Executor& home, Appended done
) {
    // Checking checksum and records is most of the work, so it runs outside the lock.
    const auto check = check_batch({batch.data(), batch.size()}, check_packed_.load());
    auto header = parse_batch_header({batch.data(), batch.size()}).value_or(BatchHeader{});
    std::lock_guard lock(mutex_);
    if (deleted_) {
        return refusal(KafkaCode::unknown_topic_or_partition, "the topic was deleted");
    }
    if (!failure_.empty()) return refusal(KafkaCode::kafka_storage_error, failure_);
    if (auto refused = refuse(header, batch.size(), check)) return refused;

    auto verdict = producers_.check(header);
    if (verdict.code != KafkaCode::none) return refusal(verdict.code, std::move(verdict.message));
    if (verdict.duplicate_of) {
        AppendOutcome outcome;
        outcome.base_offset = verdict.duplicate_of->base_offset();
        outcome.log_start_offset = log_start_;
        outcome.duplicate = true;
        if (settings_.log_append_time) outcome.log_append_time = verdict.duplicate_of->timestamp;
        auto end = verdict.duplicate_of->last_offset + 1;
        return settle(std::move(outcome), end, acks, home, std::move(done));
    }
    // The time index and searches by time rely on the header's maximum timestamp, so a wrong claim
    // is corrected.
    if (!settings_.log_append_time && header.max_timestamp != check.times.latest) {
        header.max_timestamp = check.times.latest;
        patch_max_timestamp(batch, header.max_timestamp);
    }
    if (auto failed = write(batch, header)) return failed;

    AppendOutcome outcome;
    outcome.base_offset = header.base_offset;
    outcome.log_start_offset = log_start_;
    if (settings_.log_append_time) outcome.log_append_time = header.max_timestamp;
    unsynced_bytes_ += static_cast<std::int64_t>(batch.size());
    return settle(std::move(outcome), log_end_, acks, home, std::move(done));
}

std::optional<AppendOutcome> DiskPartition::refuse_timestamp(
    const BatchHeader& header, const RecordTimes& times
) const {
    if (header.log_append_time()) {
        return refusal(
            KafkaCode::invalid_timestamp, "Producer should not set timestamp type to LogAppendTime."
        );
    }
    if (settings_.log_append_time) return std::nullopt;
    const auto now = now_ms();
    auto before = settings_.timestamp_before_ms_max;
    auto after = settings_.timestamp_after_ms_max;
    bool too_old = before != INT64_MAX && times.earliest != -1 && times.earliest < now - before;
    bool too_new = after != INT64_MAX && times.latest > now + after;
    if (!too_old && !too_new) return std::nullopt;
    return refusal(
        KafkaCode::invalid_timestamp, "the timestamp is further from the present than allowed"
    );
}

std::optional<AppendOutcome> DiskPartition::write(std::span<char> batch, BatchHeader& header) {
    header.base_offset = log_end_;
    header.leader_epoch = epochs_.back().epoch;
    patch_batch_place(batch, header.base_offset, header.leader_epoch);
    if (settings_.log_append_time) {
        header.max_timestamp = now_ms();
        patch_append_time(batch, header.max_timestamp);
    }
    auto& active = *segments_.back();
    bool aged = !active.empty() && active.first_timestamp() >= 0 &&
                header.max_timestamp - active.first_timestamp() > settings_.segment_ms;
    if (aged || !active.has_room(header, settings_.segment_bytes)) {
        if (auto rolled = roll(); !rolled.ok()) return refuse_storage(rolled.error());
    }
    auto room = std::min(around_.preallocate_bytes, settings_.segment_bytes);
    auto written = segments_.back()->append({batch.data(), batch.size()}, header, room);
    closed_ = false;
    if (!written.ok()) {
        // A full disk can recover. io means that a partial write is still in the file: an append
        // behind it would corrupt the log.
        if (written.error().code() == ErrorCode::io) failure_ = written.error().message();
        return refuse_storage(written.error());
    }
    log_end_ = header.next_offset();
    unsynced_segments_ = std::max<std::size_t>(unsynced_segments_, 1);
    producers_.add(header, now_ms());
    return std::nullopt;
}

AppendOutcome DiskPartition::refuse_storage(const Error& error) {
    if (error.code() == ErrorCode::exhausted) {
        around_.syncs.found_no_room(error.message());
    } else {
        log::error("broker", "{}: {}", directory_, error.message());
    }
    return refusal(KafkaCode::kafka_storage_error, error.message());
}

Result<> DiskPartition::roll() {
    closed_ = false;
    ATLAS_TRY(segments_.back()->seal());
    auto next = ATLAS_TRY(Segment::create(around_.open_files, directory_, log_end_));
    producers_.expire(now_ms() - around_.producer_expiry_ms);
    snapshots_to_write_[log_end_] = encode_producer_snapshot(producers_);
    segments_.push_back(std::move(next));
    // The sealed segment needs its last sync, and the new one a sync of the folder for its name.
    unsynced_segments_ = std::max<std::size_t>(unsynced_segments_, 1) + 1;
    names_changed_ = true;
    return {};
}

std::optional<AppendOutcome> DiskPartition::settle(
    AppendOutcome outcome, std::int64_t end, Acks acks, Executor& home, Appended done
) {
    // A duplicate whose original is not synced yet waits for the same sync.
    bool waits = acks == Acks::all && settings_.sync_before_ack && end > synced_;
    if (waits) {
        auto base = outcome.base_offset;
        waiting_.emplace(end, Waiting{base, &home, std::move(done), std::move(outcome)});
    }
    advance_high_watermark();
    if (log_end_ > synced_) {
        auto self = sync_requested_ ? nullptr : shared_from_this();
        sync_requested_ = true;
        around_.syncs.request_sync(std::move(self), std::exchange(unsynced_bytes_, 0), waits);
    }
    if (waits) return std::nullopt;
    return outcome;
}

}  // namespace atlas::broker
