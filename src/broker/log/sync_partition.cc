// SPDX-License-Identifier: Apache-2.0
#include "broker/log/disk_partition.h"
#include "linux/replace_file.h"

namespace atlas::broker {

void DiskPartition::start_writeback() {
    std::shared_ptr<linux::File> file;
    {
        std::lock_guard lock(mutex_);
        if (deleted_ || unsynced_segments_ == 0) return;
        if (auto opened = segments_.back()->file(); opened.ok()) file = opened.value();
    }
    if (file) file->start_writeback();
}

Result<DiskPartition::SyncPlan> DiskPartition::plan_sync() {
    SyncPlan plan;
    plan.end = log_end_;
    for (auto i = segments_.size() - unsynced_segments_; i < segments_.size(); ++i) {
        plan.files.push_back(ATLAS_TRY(segments_[i]->file()));
        if (i + 1 < segments_.size()) plan.sealed.push_back(segments_[i]);
    }
    plan.snapshots = std::exchange(snapshots_to_write_, {});
    plan.names_changed = std::exchange(names_changed_, false);
    unsynced_segments_ = 0;
    sync_requested_ = false;
    return plan;
}

Result<DiskPartition::Synced> DiskPartition::sync() {
    SyncPlan plan;
    {
        std::lock_guard lock(mutex_);
        if (deleted_ || !failure_.empty()) return Synced{};
        plan = ATLAS_TRY(plan_sync());
    }
    for (const auto& file : plan.files)
        ATLAS_TRY(file->sync());
    // A new segment survives a power cut only if its name is durable as well.
    if (plan.names_changed) ATLAS_TRY(around_.files.sync_directory(directory_));
    Synced synced{.appends_decided = 0, .sealed = !plan.sealed.empty()};
    {
        std::lock_guard lock(mutex_);
        if (!failure_.empty()) return Synced{};
        synced_ = std::max(synced_, plan.end);
        synced.appends_decided = answer_waiting(plan.end, KafkaCode::none, "");
        advance_high_watermark();
        for (const auto& segment : plan.sealed)
            segment->mark_synced();
        if (unsynced_segments_ == 0) segments_.back()->mark_synced();
    }
    ATLAS_TRY(save_sealed(plan));
    return synced;
}

Result<> DiskPartition::save_sealed(SyncPlan& plan) {
    for (const auto& segment : plan.sealed) {
        // not_found: retention or DeleteRecords has removed the files since the plan was made.
        auto synced = segment->sync_indexes();
        if (!synced.ok() && synced.error().code() != ErrorCode::not_found) return synced;
    }
    while (!plan.snapshots.empty()) {
        const auto& [offset, bytes] = *plan.snapshots.begin();
        auto path = directory_ + "/" + offset_file_name(offset, ".snapshot");
        auto saved = linux::replace_file(around_.files, path, bytes);
        if (!saved.ok() && saved.error().code() == ErrorCode::exhausted) {
            put_off(std::move(plan.snapshots), saved.error().message());
            return {};
        }
        if (!saved.ok()) return saved;
        plan.snapshots.erase(plan.snapshots.begin());
    }
    return {};
}

void DiskPartition::put_off(Snapshots snapshots, const std::string& why) {
    // The records are synced, and without a snapshot a recovery only scans more of them. On a full
    // disk the log must not fail for this: reads and deletions still work.
    around_.syncs.found_no_room(why);
    std::lock_guard lock(mutex_);
    snapshots_to_write_.merge(std::move(snapshots));
}

Result<> DiskPartition::close() {
    ATLAS_TRY(sync());
    // The lock is held during these last syncs: the broker is stopping, nobody waits for it.
    std::lock_guard lock(mutex_);
    if (deleted_) return {};
    if (!failure_.empty()) return Error(ErrorCode::io, failure_);
    failure_ = "the broker is stopping";
    if (!closed_) ATLAS_TRY(save_end());
    closed_ = true;
    answer_waiting(INT64_MAX, KafkaCode::none, "");
    synced_ = log_end_;
    advance_high_watermark();
    return {};
}

Result<> DiskPartition::save_end() {
    auto& active = *segments_.back();
    ATLAS_TRY(active.seal());
    auto file = ATLAS_TRY(active.file());
    ATLAS_TRY(file->sync());
    active.mark_synced();
    ATLAS_TRY(active.sync_indexes());
    // Not synced: if a power cut loses or tears it, its checksum fails and the next open scans.
    auto path = directory_ + "/" + offset_file_name(log_end_, ".snapshot");
    auto snapshot = ATLAS_TRY(around_.files.open(path, linux::OpenMode::create));
    auto bytes = encode_producer_snapshot(producers_);
    ATLAS_TRY(snapshot->write_at(0, bytes));
    return snapshot->truncate(bytes.size());
}

}  // namespace atlas::broker
