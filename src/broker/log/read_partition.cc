// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"
#include "broker/log/disk_partition.h"

namespace atlas::broker {
namespace {

/// Bounds of one read.
struct ReadLimits {
    std::int64_t high_watermark = 0;
    std::size_t bytes_max = 0;
    bool minimum_one = false;
    std::uint64_t bytes_there = 0;  // to the end of the segment
};

/// Sets `taken` to the size of the valid, whole batches at the front of `bytes` that are below the
/// high watermark and within the limits. The first must contain `next_offset`, which moves past
/// them. Returns corrupt_message if a batch is not what was written.
KafkaCode take_batches(
    std::string_view bytes, const ReadLimits& limits, std::int64_t& next_offset, std::size_t& taken
) {
    for (taken = 0; taken + batch_header_bytes <= bytes.size();) {
        auto header = parse_batch_header(bytes.substr(taken));
        if (!header || header->last_offset() < next_offset) return KafkaCode::corrupt_message;
        bool begins_right =
            taken == 0 ? header->base_offset <= next_offset : header->base_offset == next_offset;
        auto size = header->size_bytes();
        if (!begins_right || taken + size > limits.bytes_there) return KafkaCode::corrupt_message;
        if (header->next_offset() > limits.high_watermark) return KafkaCode::none;
        if (taken + size > bytes.size()) return KafkaCode::none;
        if (!batch_crc_matches(bytes.substr(taken, size))) return KafkaCode::corrupt_message;
        bool too_much = taken + size > limits.bytes_max;
        if (too_much && (taken > 0 || !limits.minimum_one)) return KafkaCode::none;
        taken += size;
        next_offset = header->next_offset();
    }
    return KafkaCode::none;
}

/// Up to `bytes_max` bytes at `position`; with `minimum_one` the whole first batch, even if it is
/// larger.
Result<std::string> read_bytes(
    linux::File& file, std::uint64_t position, const ReadLimits& limits
) {
    auto count =
        std::min<std::uint64_t>(std::max(limits.bytes_max, batch_header_bytes), limits.bytes_there);
    std::string bytes;
    // Not zeroed first: every byte that consumers fetch passes through here.
    bytes.resize_and_overwrite(count, [](char*, std::size_t size) { return size; });
    bytes.resize(ATLAS_TRY(file.read_at(position, bytes)));
    auto first = parse_batch_header(bytes);
    if (first && limits.minimum_one && first->size_bytes() > bytes.size() &&
        first->size_bytes() <= limits.bytes_there) {
        auto had = bytes.size();
        bytes.resize(first->size_bytes());
        auto rest = std::span(bytes).subspan(had);
        ATLAS_TRY(file.read_at(position + had, rest));
    }
    return bytes;
}

}  // namespace

std::shared_ptr<Segment> DiskPartition::segment_of(std::int64_t offset) const {
    auto after = std::upper_bound(
        segments_.begin(),
        segments_.end(),
        offset,
        [](std::int64_t wanted, const auto& segment) { return wanted < segment->base_offset(); }
    );
    return after == segments_.begin() ? nullptr : *std::prev(after);
}

Result<DiskPartition::ReadPlace> DiskPartition::place_of(std::int64_t offset) {
    auto segment = segment_of(offset);
    // The last read may have ended where the log has rolled since; then the offset is the next
    // segment's first, and the remembered place does not count.
    if (next_read_.offset == offset && segment && next_read_.segment == segment->base_offset()) {
        return next_read_;
    }
    if (!segment) return Error(ErrorCode::io, directory_ + ": a segment is missing");
    auto found = ATLAS_TRY(segment->find_offset(offset));
    if (!found) return Error(ErrorCode::io, directory_ + ": an offset is missing");
    return ReadPlace{offset, segment->base_offset(), found->position};
}

std::optional<DiskPartition::Reading> DiskPartition::begin_read(
    std::int64_t offset, ReadOutcome& outcome
) {
    std::lock_guard lock(mutex_);
    outcome.high_watermark = outcome.last_stable_offset = high_watermark_;
    outcome.log_start_offset = log_start_;
    auto refuse = [&outcome](KafkaCode code) {
        outcome.code = code;
        return std::nullopt;
    };
    if (deleted_) return refuse(KafkaCode::unknown_topic_or_partition);
    if (segments_.empty()) return refuse(KafkaCode::kafka_storage_error);
    if (offset < log_start_ || offset > log_end_) return refuse(KafkaCode::offset_out_of_range);
    if (offset >= high_watermark_) return std::nullopt;
    auto place = place_of(offset);
    if (!place.ok()) {
        log::error("broker", "read {}: {}", directory_, place.error().message());
        return refuse(KafkaCode::kafka_storage_error);
    }
    auto segment = segment_of(place.value().segment);
    auto file = segment->file();
    if (!file.ok()) return refuse(KafkaCode::kafka_storage_error);
    auto end = static_cast<std::uint64_t>(segment->size_bytes());
    return Reading{place.value(), file.value(), end};
}

ReadOutcome DiskPartition::read(std::int64_t offset, std::size_t bytes_max, bool minimum_one) {
    ReadOutcome outcome;
    auto reading = begin_read(offset, outcome);
    if (!reading) return outcome;
    auto& place = reading->place;
    ReadLimits limits{
        outcome.high_watermark, bytes_max, minimum_one, reading->end - place.position
    };
    auto bytes = read_bytes(*reading->file, place.position, limits);
    if (!bytes.ok()) {
        log::error("broker", "read {}: {}", directory_, bytes.error().message());
        outcome.code = KafkaCode::kafka_storage_error;
        return outcome;
    }
    std::int64_t next_offset = offset;
    std::size_t taken = 0;
    auto code = take_batches(bytes.value(), limits, next_offset, taken);
    if (code != KafkaCode::none) {
        log::error("broker", "{}: the disk changed a batch at offset {}", directory_, next_offset);
    }
    if (taken == 0) {
        outcome.code = code;
        return outcome;
    }
    // Batches before the damage are valid and are served; the next read then reports it.
    bytes.value().resize(taken);
    outcome.records = std::move(bytes).value();
    std::lock_guard lock(mutex_);
    next_read_ = {next_offset, place.segment, place.position + taken};
    return outcome;
}

}  // namespace atlas::broker
