// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>

#include "base/log.h"
#include "broker/log/disk_partition.h"

namespace atlas::broker {
namespace {

constexpr std::size_t scan_window_bytes = 1 << 20;

}  // namespace

std::size_t DiskPartition::first_to_scan(
    const std::vector<std::int64_t>& bases, std::int64_t recovery_point
) {
    std::size_t first = bases.size() - 1;
    // A segment that begins exactly at the recovery point may have been rolled after the point was
    // saved. Then the sync of the one before it was not recorded, so that one is scanned too.
    while (first > 0 && bases[first] >= recovery_point)
        --first;
    // Producer state can only be rebuilt from a snapshot or from the beginning of the log.
    while (first > 0 && !load_snapshot(bases[first]))
        --first;
    if (first == 0 && !load_snapshot(bases[0])) producers_.clear();
    return first;
}

Result<> DiskPartition::scan(std::vector<std::int64_t> bases, std::int64_t recovery_point) {
    if (bases.empty()) {
        if (recovery_point > 0) return Error(ErrorCode::io, directory_ + ": its segments are gone");
        return begin_at(0);
    }
    auto first = first_to_scan(bases, recovery_point);
    for (std::size_t i = 0; i < first; ++i) {
        if (load_sealed(bases[i], bases[i + 1]).ok()) continue;
        // The indexes are missing or stale; the log itself was synced, so any error in it is
        // damage. Producer state is restored: this segment lies before the snapshot.
        auto segment = ATLAS_TRY(Segment::open(around_.open_files, directory_, bases[i]));
        auto producers = producers_;
        ATLAS_TRY(scan_segment(*segment, bases[i + 1]));
        producers_ = std::move(producers);
        ATLAS_TRY(segment->seal());
        segments_.push_back(std::move(segment));
    }
    bool torn = false;
    for (std::size_t i = first; i < bases.size(); ++i) {
        bool follows = segments_.empty() || segments_.back()->next_offset() == bases[i];
        if (!torn && !follows && segments_.back()->next_offset() < recovery_point) {
            return Error(ErrorCode::io, fmt::format("{}: no segment {}", directory_, bases[i]));
        }
        torn = torn || !follows;
        auto segment = ATLAS_TRY(Segment::open(around_.open_files, directory_, bases[i]));
        if (torn) {
            ATLAS_TRY(segment->remove_files());
            continue;
        }
        // The synced part of this segment ends at the recovery point or at the next segment.
        auto next = i + 1 < bases.size() ? bases[i + 1] : recovery_point;
        ATLAS_TRY(scan_segment(*segment, std::min(recovery_point, next)));
        if (!segments_.empty()) ATLAS_TRY(segments_.back()->seal());
        segments_.push_back(std::move(segment));
    }
    // After a SIGKILL the records are in the page cache and may not be on the disk yet.
    for (const auto& segment : segments_) {
        auto file = ATLAS_TRY(segment->file());
        ATLAS_TRY(file->sync());
    }
    return around_.files.sync_directory(directory_);
}

Result<> DiskPartition::scan_segment(Segment& segment, std::int64_t recovery_point) {
    auto file = ATLAS_TRY(segment.file());
    auto size = ATLAS_TRY(file->size());
    ATLAS_TRY(segment.begin_scan());
    BatchScanner scanner(*file, 0, size, scan_window_bytes);
    while (auto found = ATLAS_TRY(scanner.next())) {
        const auto& header = found->header;
        if (header.base_offset != segment.next_offset()) break;
        if (header.record_count != header.last_offset_delta + 1) break;
        if (!batch_crc_matches(ATLAS_TRY(scanner.bytes_of(*found)))) break;
        segment.add(header);
        producers_.add(header, now_ms());
    }
    auto end = static_cast<std::uint64_t>(segment.size_bytes());
    if (segment.next_offset() < recovery_point) {
        return Error(
            ErrorCode::io,
            fmt::format(
                "{}: damaged at offset {}, though it was synced up to {}",
                directory_,
                segment.next_offset(),
                recovery_point
            )
        );
    }
    // Truncates space reserved ahead as well as torn batches. `scan` removes the segments that
    // then no longer follow without a gap.
    if (end < size) log::info("broker", "{}: ends at {}", directory_, segment.next_offset());
    return segment.trim();
}

}  // namespace atlas::broker
