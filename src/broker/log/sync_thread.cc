// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include "base/log.h"
#include "broker/log/disk_log.h"

namespace atlas::broker {
namespace {

// log.flush.offset.checkpoint.interval.ms
constexpr std::chrono::seconds checkpoint_interval{60};
// How often a full disk is probed for space.
constexpr std::chrono::seconds room_interval{2};

}  // namespace

void DiskLog::request_sync(
    std::shared_ptr<DiskPartition> partition, std::int64_t bytes, bool somebody_waits
) {
    bool wake = false;
    {
        std::lock_guard lock(queue_mutex_);
        if (partition) dirty_.push_back(std::move(partition));
        dirty_bytes_ += bytes;
        bool due = somebody_waits || dirty_bytes_ >= settings_.background_sync_bytes;
        // A wake-up costs more than the append, so only the first write and the first one that is
        // due at once wake the thread.
        wake = !dirty_since_ || (due && !sync_due_);
        if (!dirty_since_) dirty_since_ = std::chrono::steady_clock::now();
        sync_due_ = sync_due_ || due;
    }
    // After the lock is released: woken under it, the thread would block on it at once.
    if (wake) wake_.notify_one();
}

std::vector<std::shared_ptr<DiskPartition>> DiskLog::take_dirty() {
    std::lock_guard lock(queue_mutex_);
    dirty_bytes_ = 0;
    dirty_since_.reset();
    sync_due_ = false;
    return std::exchange(dirty_, {});
}

void DiskLog::disk_failed(const std::string& why) {
    log::error("broker", "{}: no more appends: {}", settings_.directory, why);
    for (const auto& partition : all())
        partition->fail(why);
    {
        std::lock_guard lock(queue_mutex_);
        if (std::exchange(failed_, true)) return;
    }
    if (settings_.on_failure) settings_.on_failure(why);
}

void DiskLog::sync() {
    std::lock_guard lock(sync_mutex_);
    sync_dirty();
}

void DiskLog::sync_dirty() {
    auto dirty = take_dirty();
    // All files are written back in parallel before the first fdatasync waits.
    if (dirty.size() > 1) {
        for (const auto& partition : dirty)
            partition->start_writeback();
    }
    std::vector<std::optional<Result<DiskPartition::Synced>>> synced(dirty.size());
    parallel_syncs_.run(dirty.size(), [&](std::size_t i) { synced[i] = dirty[i]->sync(); });
    open_files_->close_idle();
    bool sealed = false;
    Counters done{.syncs = dirty.size(), .appends_decided = 0};
    for (auto& result : synced) {
        if (!result->ok()) {
            disk_failed(result->error().message());
            return;
        }
        done.appends_decided += result->value().appends_decided;
        sealed = sealed || result->value().sealed;
    }
    if (sealed) {
        if (auto saved = save_recovery_points(); !saved.ok()) {
            log::warning("broker", "recovery points: {}", saved.error().message());
        }
    }
    std::lock_guard lock(queue_mutex_);
    counters_.syncs += done.syncs;
    counters_.appends_decided += done.appends_decided;
}

bool DiskLog::wait_for_work(Steady timers_due) {
    std::unique_lock lock(queue_mutex_);
    wake_.wait_until(lock, timers_due, [this] { return stopping_ || dirty_since_; });
    if (!dirty_since_) return false;
    auto due = *dirty_since_ + settings_.background_sync;
    wake_.wait_until(lock, due, [this] { return stopping_ || sync_due_; });
    return true;
}

void DiskLog::run() {
    auto next_retention = std::chrono::steady_clock::now() + settings_.retention_check;
    auto next_checkpoint = std::chrono::steady_clock::now() + checkpoint_interval;
    auto next_look = Steady::min();
    bool active = false;
    bool full = false;
    while (true) {
        auto look_due = full ? next_look : Steady::max();
        bool dirty = wait_for_work(std::min({next_retention, next_checkpoint, look_due}));
        {
            std::lock_guard lock(queue_mutex_);
            if (stopping_) return;
            full = !no_room_.empty();
        }
        if (dirty) sync();
        active = active || dirty;
        auto now = std::chrono::steady_clock::now();
        if (full && now >= next_look) {
            look_for_room();
            next_look = now + room_interval;
        }
        if (now >= next_checkpoint) {
            next_checkpoint = now + checkpoint_interval;
            if (std::exchange(active, false)) (void)save_recovery_points();
        }
        if (now >= next_retention) {
            next_retention = now + settings_.retention_check;
            apply_retention();
        }
    }
}

void DiskLog::stop() {
    {
        std::lock_guard lock(queue_mutex_);
        stopping_ = true;
        wake_.notify_one();
    }
    if (thread_.joinable()) thread_.join();
}

}  // namespace atlas::broker
