// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>
#include <shared_mutex>
#include <thread>

#include "broker/log/disk_partition.h"
#include "broker/log/log.h"
#include "broker/log/parallel_steps.h"

namespace atlas::broker {

/// The log directory and its sync thread. Locks are taken in the order structure, sync, checkpoint,
/// a partition's own, queue; partitions_mutex_ is held for look-ups alone. Callbacks are posted, so
/// that none runs under a lock.
class DiskLog final : public Log, private SyncRequests {
public:
    DiskLog(LogSettings settings, linux::FileSystem& files, const Clock& clock);
    ~DiskLog() override;

    Result<> open(const SettingsOf& settings_of);

    Result<PartitionPtr> create_partition(
        const std::string& topic, std::int32_t number, const PartitionSettings& settings
    ) override;
    PartitionPtr find(const std::string& topic, std::int32_t number) const override;
    std::vector<PartitionPtr> partitions() const override;
    Result<> delete_partitions(const std::string& topic, std::int32_t first, std::int32_t count)
        override;
    void sync() override;
    void apply_retention() override;
    Result<> close() override;
    std::string trouble() const override;
    Counters counters() const override;

private:
    using Steady = std::chrono::steady_clock::time_point;

    void request_sync(
        std::shared_ptr<DiskPartition> partition, std::int64_t bytes, bool somebody_waits
    ) override;
    void disk_failed(const std::string& why) override;
    Result<> save_log_starts() override;
    void found_no_room(const std::string& why) override;

    std::string path_of(std::string_view name) const;
    Result<OffsetCheckpoint> load_checkpoint(std::string_view name);
    Result<> save_recovery_points();
    Result<> save_checkpoint(std::string_view name, const OffsetCheckpoint& offsets);
    Result<> open_folders(const SettingsOf& settings_of, bool clean);
    PartitionSurroundings surroundings();
    Result<> save_checkpoints();
    Result<PartitionPtr> make_partition(const PartitionKey& key, const PartitionSettings& settings);
    Result<std::vector<std::string>> bury(std::span<const PartitionKey> keys);
    /// Ends the "disk full" state if a probe file can be allocated.
    void look_for_room();
    std::vector<std::shared_ptr<DiskPartition>> all() const;
    /// Empties the queue of partitions to sync.
    std::vector<std::shared_ptr<DiskPartition>> take_dirty();
    void sync_dirty();
    /// Sleeps until a sync or a timer is due; true if there is something to sync.
    bool wait_for_work(Steady timers_due);
    void run();
    void stop();

    // Constant after construction.
    const LogSettings settings_;
    linux::FileSystem& files_;
    const Clock& clock_;
    const OpenFilesPtr open_files_;

    std::mutex structure_mutex_;      // one creation or deletion at a time
    std::mutex sync_mutex_;           // one sync at a time
    ParallelSteps parallel_syncs_;    // guarded by sync_mutex_
    std::mutex checkpoint_mutex_;     // one writer of the checkpoint files
    bool stale_checkpoints_ = false;  // they name deleted partitions; guarded by structure_mutex_

    mutable std::shared_mutex partitions_mutex_;
    // Guarded by partitions_mutex_.
    std::map<PartitionKey, std::shared_ptr<DiskPartition>> partitions_;

    mutable std::mutex queue_mutex_;
    // Guarded by queue_mutex_.
    std::condition_variable wake_;
    std::vector<std::shared_ptr<DiskPartition>> dirty_;  // each at most once between two syncs
    std::int64_t dirty_bytes_ = 0;
    std::optional<Steady> dirty_since_;  // the first write since the last sync
    bool sync_due_ = false;              // do not wait for background_sync
    bool stopping_ = false;
    bool failed_ = false;
    std::string no_room_;  // the error while the disk is full, else empty
    Counters counters_;

    std::thread thread_;
};

}  // namespace atlas::broker
