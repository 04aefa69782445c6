// SPDX-License-Identifier: Apache-2.0
#include <set>

#include <fmt/core.h>

#include "base/log.h"
#include "broker/log/disk_partition.h"
#include "linux/replace_file.h"

namespace atlas::broker {
namespace {

constexpr std::string_view epochs_name = "/leader-epoch-checkpoint";

}  // namespace

Result<> DiskPartition::create() {
    ATLAS_TRY(around_.files.make_directories(directory_));
    epochs_ = {{0, 0}};
    // The folder is not in use yet, so it is synced once, at the end of begin_at.
    auto path = directory_ + std::string(epochs_name);
    auto file = ATLAS_TRY(around_.files.open(path, linux::OpenMode::create));
    ATLAS_TRY(file->write_at(0, encode_epochs(epochs_)));
    ATLAS_TRY(file->sync());
    ATLAS_TRY(begin_at(0));
    closed_ = true;
    return {};
}

Result<> DiskPartition::begin_at(std::int64_t offset) {
    segments_.push_back(ATLAS_TRY(Segment::create(around_.open_files, directory_, offset)));
    auto file = ATLAS_TRY(segments_.back()->file());
    ATLAS_TRY(file->sync());
    ATLAS_TRY(around_.files.sync_directory(directory_));
    log_start_ = log_end_ = high_watermark_ = synced_ = offset;
    return {};
}

void DiskPartition::open(const RecoverFrom& from) {
    auto opened = open_files(from);
    if (opened.ok()) return;
    failure_ = opened.error().message();
    segments_.clear();
    log_start_ = from.log_start;
    // Keeps the recovery point: without it the next open would take the damage for a torn end and
    // truncate it.
    synced_ = from.recovery_point;
    log::error("broker", "{} is not served: {}", directory_, failure_);
}

Result<> DiskPartition::open_files(const RecoverFrom& from) {
    auto bases = ATLAS_TRY(sweep_files(from.log_start));
    ATLAS_TRY(load_epochs());
    closed_ = from.clean && load_closed(bases);
    if (!closed_) ATLAS_TRY(scan(bases, from.recovery_point));
    // Unsynced records may have been deleted by DeleteRecords and then lost in a crash. Only the
    // log start survived, so the partition continues empty from there.
    if (from.log_start > segments_.back()->next_offset()) {
        for (const auto& segment : segments_)
            ATLAS_TRY(segment->remove_files());
        segments_.clear();
        producers_.clear();
        closed_ = false;
        return begin_at(from.log_start);
    }
    log_start_ = std::max(from.log_start, segments_.front()->base_offset());
    log_end_ = high_watermark_ = synced_ = segments_.back()->next_offset();
    for (const auto& segment : segments_)
        segment->mark_synced();
    return sweep_snapshots();
}

Result<> DiskPartition::sweep_snapshots() {
    for (const auto& name : ATLAS_TRY(around_.files.list(directory_))) {
        auto offset = parse_offset_file_name(name, ".snapshot");
        // A roll's snapshot stays as long as its segment, a close's only while it is the log end.
        if (!offset || *offset == log_end_ || segment_of(*offset)->base_offset() == *offset) {
            continue;
        }
        ATLAS_TRY(around_.files.remove(directory_ + "/" + name));
    }
    return {};
}

Result<std::vector<std::int64_t>> DiskPartition::sweep_files(std::int64_t log_start) {
    auto names = ATLAS_TRY(around_.files.list(directory_));
    std::vector<std::int64_t> bases;
    for (const auto& name : names) {
        if (auto base = parse_offset_file_name(name, ".log")) bases.push_back(*base);
    }
    // Whole segments below the log start: a crash came before their files were removed.
    while (bases.size() > 1 && bases[1] <= log_start) {
        ATLAS_TRY(Segment(around_.open_files, directory_, bases[0]).remove_files());
        bases.erase(bases.begin());
    }
    std::set<std::int64_t> kept(bases.begin(), bases.end());
    for (const auto& name : names) {
        bool stray = name.ends_with(".tmp");
        for (auto suffix : {".index", ".timeindex"}) {
            auto base = parse_offset_file_name(name, suffix);
            stray = stray || (base && !kept.contains(*base));
        }
        auto snapshot = parse_offset_file_name(name, ".snapshot");
        stray = stray || (snapshot && (bases.empty() || *snapshot < bases.front()));
        auto path = directory_ + "/" + name;
        if (stray && around_.files.exists(path)) ATLAS_TRY(around_.files.remove(path));
    }
    return bases;
}

Result<> DiskPartition::load_epochs() {
    auto path = directory_ + std::string(epochs_name);
    auto text = linux::load_file(around_.files, path);
    std::optional<std::vector<EpochStart>> epochs;
    if (text.ok()) epochs = parse_epochs(text.value());
    if (epochs && !epochs->empty()) {
        epochs_ = std::move(*epochs);
        return {};
    }
    // Missing or torn: a crash came while the folder was being created. Atlas never elects another
    // leader, so the first epoch is the only one.
    epochs_ = {{0, 0}};
    return linux::replace_file(around_.files, path, encode_epochs(epochs_));
}

bool DiskPartition::load_snapshot(std::int64_t offset) {
    auto path = directory_ + "/" + offset_file_name(offset, ".snapshot");
    auto bytes = linux::load_file(around_.files, path);
    if (!bytes.ok()) return false;
    auto state = parse_producer_snapshot(bytes.value());
    if (!state) return false;
    producers_ = std::move(*state);
    producers_.hear_all(now_ms());
    return true;
}

Result<> DiskPartition::load_sealed(std::int64_t base, std::int64_t next) {
    auto segment = ATLAS_TRY(Segment::open(around_.open_files, directory_, base));
    ATLAS_TRY(segment->load(next));
    segments_.push_back(std::move(segment));
    return {};
}

bool DiskPartition::load_closed(const std::vector<std::int64_t>& bases) {
    for (std::size_t i = 0; i < bases.size(); ++i) {
        auto next = i + 1 < bases.size() ? bases[i + 1] : -1;
        if (!load_sealed(bases[i], next).ok()) {
            segments_.clear();
            return false;
        }
    }
    auto end = segments_.empty() ? -1 : segments_.back()->next_offset();
    // An empty partition (end 0) has no snapshot.
    if (end == 0 || (end > 0 && load_snapshot(end))) return true;
    segments_.clear();
    return false;
}

}  // namespace atlas::broker
