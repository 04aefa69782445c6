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
    // A segment that begins at the point may have been rolled after it was saved: then the one
    // before was trusted by nobody yet.
    while (first > 0 && bases[first] >= recovery_point)
        --first;
    // Producer state has to begin somewhere: at a snapshot, or where the log begins.
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
        // Only its indexes are missing or stale: whatever is wrong with the log is damage.
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
        // What was synced of this segment ends at the point or where the next one begins.
        auto next = i + 1 < bases.size() ? bases[i + 1] : recovery_point;
        ATLAS_TRY(scan_segment(*segment, std::min(recovery_point, next)));
        if (!segments_.empty()) ATLAS_TRY(segments_.back()->seal());
        segments_.push_back(std::move(segment));
    }
    // What a killed process wrote is in the page cache, not yet on the disk.
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
    // Room reserved ahead is cut as well as what is torn. Segments behind a cut have a gap before
    // them.
    if (end < size) log::info("broker", "{}: ends at {}", directory_, segment.next_offset());
    return segment.trim();
}

}  // namespace atlas::broker
