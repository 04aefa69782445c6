// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>

#include "base/clock.h"
#include "broker/log/check_batch.h"
#include "broker/log/checkpoint.h"
#include "broker/log/partition.h"
#include "broker/log/producer_state.h"
#include "broker/log/segment.h"

namespace atlas::broker {

class DiskPartition;

/// What a partition needs of its log; implemented by DiskLog. Any thread, also under a partition's
/// mutex except where noted.
class SyncRequests {
public:
    virtual ~SyncRequests() = default;
    /// Reports `bytes` more unsynced bytes. `somebody_waits` asks for a sync at once, else the
    /// background thresholds of LogSettings apply. `partition` is null if it is queued already.
    virtual void request_sync(
        std::shared_ptr<DiskPartition> partition, std::int64_t bytes, bool somebody_waits
    ) = 0;
    /// Reports a failed sync. After it the state of the disk is unknown, so every partition fails.
    /// Not under a partition's mutex.
    virtual void disk_failed(const std::string& why) = 0;
    /// Makes the log starts of all partitions durable. Not under a partition's mutex.
    virtual Result<> save_log_starts() = 0;
    /// Reports a full disk; `Log::trouble` shows it until a probe finds space again.
    virtual void found_no_room(const std::string& why) = 0;
};

/// Shared by all partitions of one log.
struct PartitionSurroundings {
    linux::FileSystem& files;
    const Clock& clock;
    SyncRequests& syncs;
    OpenFilesPtr open_files;
    std::int64_t preallocate_bytes = 0;
    std::int64_t producer_expiry_ms = 0;
};

/// What the checkpoint files say about a partition that is being opened.
struct RecoverFrom {
    bool clean = false;  // the clean-shutdown marker was there
    std::int64_t log_start = 0;
    std::int64_t recovery_point = 0;  // records below this offset are synced
};

/// The partition on disk, owned by DiskLog and by all holders of a PartitionPtr. Appends and reads
/// run on the caller's thread, syncs on the log's. Each part has its own file: append_batch.cc,
/// read_partition.cc, find_by_time.cc, sync_partition.cc, drop_segments.cc, open_partition.cc and
/// scan_partition.cc.
///
///     log start          high watermark     log end        reserved
///         |  synced          |   waiting for   |    zeros     |
///         |  or acks=1       |   the next sync |              |
class DiskPartition final : public Partition, public std::enable_shared_from_this<DiskPartition> {
public:
    DiskPartition(
        PartitionSurroundings surroundings,
        std::string directory,
        PartitionKey key,
        PartitionSettings settings
    );

    /// `create` makes an empty partition, `open` loads one from disk; one of them is called before
    /// any other thread sees the object. After `create` everything but the folder's own name is
    /// durable. Damage found by `open` is reported by `failure`.
    Result<> create();
    void open(const RecoverFrom& from);

    const std::string& topic() const override { return key_.first; }
    std::int32_t number() const override { return key_.second; }
    const PartitionKey& key() const { return key_; }
    const std::string& directory() const { return directory_; }
    std::optional<AppendOutcome> append(
        std::span<char> batch, Acks acks, Executor& home, Appended done
    ) override;
    ReadOutcome read(std::int64_t offset, std::size_t bytes_max, bool minimum_one) override;
    WatchId watch(std::int64_t offset, Executor& home, std::move_only_function<void()> ready)
        override;
    void cancel_watch(WatchId id) override;
    std::int64_t log_start_offset() const override;
    std::int64_t high_watermark() const override;
    std::int64_t log_end_offset() const override;
    std::int64_t size_bytes() const override;
    std::int32_t leader_epoch() const override;
    Result<TimedOffset> offset_at(std::int64_t timestamp) override;
    Result<TimedOffset> offset_of_max_timestamp() override;
    TimedOffset end_of_epoch(std::int32_t leader_epoch) const override;
    KafkaCode delete_records(std::int64_t offset, std::int64_t& log_start) override;
    std::vector<ActiveProducer> producers() const override;
    PartitionSettings settings() const override;
    void change_settings(const PartitionSettings& settings) override;
    std::string failure() const override;

    /// Result of one sync.
    struct Synced {
        std::size_t appends_decided = 0;
        bool sealed = false;  // a segment was sealed: the recovery point may move past it
    };
    /// Starts writing dirty pages to the disk and does not wait. Like `sync` and `close`, called
    /// under the log's sync mutex, by one thread at a time.
    void start_writeback();
    /// Makes everything written so far durable and answers the appends that waited for it.
    Result<Synced> sync();
    /// Syncs everything and writes what the next open needs to skip its scan. Refuses appends from
    /// then on.
    Result<> close();

    /// Refuses appends until the next open and answers pending ones with kafka_storage_error.
    void fail(const std::string& why);
    /// Refuses reads and appends with unknown_topic_or_partition and answers pending appends so.
    void deleted();
    /// Removes segments past retention.ms or retention.bytes from the log. Returns whether the
    /// caller has to make the log start durable and call `remove_dropped_files` after that.
    bool drop_by_retention();
    void remove_dropped_files();
    /// Records below this offset are synced. A segment's indexes are synced later in the same sync.
    std::int64_t recovery_point() const;

private:
    /// An acks=all append that waits for a sync.
    struct Waiting {
        std::int64_t base_offset = 0;
        Executor* home = nullptr;
        Appended done;
        AppendOutcome outcome;
    };
    /// A long poll that waits for the high watermark.
    struct Watching {
        WatchId id = 0;
        Executor* home = nullptr;
        std::move_only_function<void()> ready;
    };
    using Snapshots = std::map<std::int64_t, std::string>;  // by offset
    /// What one sync makes durable; collected under the mutex, synced without it.
    struct SyncPlan {
        std::int64_t end = 0;
        std::vector<std::shared_ptr<Segment>> sealed;
        std::vector<std::shared_ptr<linux::File>> files;
        Snapshots snapshots;
        bool names_changed = false;
    };
    /// File position of an offset. Remembers where the last read ended, so that a sequential reader
    /// needs no index look-up.
    struct ReadPlace {
        std::int64_t offset = -1;
        std::int64_t segment = -1;
        std::uint64_t position = 0;
    };

    /// The part of a segment that a search by time scans without the mutex.
    struct Stretch {
        std::shared_ptr<linux::File> file;
        std::int64_t base_offset = 0;
        std::uint64_t begin = 0;
        std::uint64_t end = 0;
        std::int64_t log_start = 0;
        std::int64_t high_watermark = 0;
    };
    using LookAtRecord = std::function<bool(const TimedOffset&)>;

    /// What a read needs after it has released the mutex.
    struct Reading {
        ReadPlace place;
        std::shared_ptr<linux::File> file;
        std::uint64_t end = 0;  // where the segment's batches end in the file
    };

    // Opening (open_partition.cc, scan_partition.cc): before any other thread sees the object.
    Result<> open_files(const RecoverFrom& from);
    Result<std::vector<std::int64_t>> sweep_files(std::int64_t log_start);
    Result<> sweep_snapshots();
    bool load_closed(const std::vector<std::int64_t>& bases);
    Result<> scan(std::vector<std::int64_t> bases, std::int64_t recovery_point);
    Result<> scan_segment(Segment& segment, std::int64_t recovery_point);
    Result<> load_sealed(std::int64_t base, std::int64_t next);
    std::size_t first_to_scan(const std::vector<std::int64_t>& bases, std::int64_t recovery_point);
    bool load_snapshot(std::int64_t offset);
    Result<> begin_at(std::int64_t offset);
    Result<> load_epochs();

    std::int64_t now_ms() const;

    // With mutex_ held.
    AppendOutcome refusal(KafkaCode code, std::string message) const;
    std::optional<AppendOutcome> refuse(
        const BatchHeader& header, std::size_t bytes, const BatchCheck& check
    ) const;
    std::optional<AppendOutcome> refuse_timestamp(
        const BatchHeader& header, const RecordTimes& times
    ) const;
    AppendOutcome refuse_storage(const Error& error);
    /// Patches the batch, rolls the segment if needed and writes; returns a refusal if that fails.
    std::optional<AppendOutcome> write(std::span<char> batch, BatchHeader& header);
    /// Seals the active segment and starts a new one at the log end.
    Result<> roll();
    std::optional<AppendOutcome> settle(
        AppendOutcome outcome, std::int64_t end, Acks acks, Executor& home, Appended done
    );
    /// Raises the high watermark to the first append that still waits for its sync, or to the log
    /// end.
    void advance_high_watermark();
    std::size_t answer_waiting(std::int64_t up_to, KafkaCode code, const std::string& message);
    void wake_watchers(std::int64_t up_to);
    Result<> save_end();
    Result<SyncPlan> plan_sync();
    std::shared_ptr<Segment> segment_of(std::int64_t offset) const;
    Result<ReadPlace> place_of(std::int64_t offset);
    bool drop_segments_below(std::int64_t offset);

    // Without mutex_; they lock it where they need it.
    /// Where to scan in the first segment with a base offset of at least `base_min` that has a
    /// record of at least `timestamp`; nothing if no segment has one.
    Result<std::optional<Stretch>> stretch_by_time(std::int64_t base_min, std::int64_t timestamp);
    /// Calls `look` in offset order for each visible record with a timestamp of at least
    /// `timestamp`, until it returns true. `look` may raise `timestamp`.
    Result<> search_by_time(std::int64_t& timestamp, const LookAtRecord& look);
    std::optional<Reading> begin_read(std::int64_t offset, ReadOutcome& outcome);
    Result<> save_sealed(SyncPlan& plan);
    /// Leaves snapshots, for which there is no room, to a later sync.
    void put_off(Snapshots snapshots, const std::string& why);

    // Constant after construction.
    const PartitionSurroundings around_;
    const std::string directory_;
    const PartitionKey key_;

    std::atomic<bool> check_packed_;  // copy of settings_.check_packed, read without the mutex

    mutable std::mutex mutex_;
    // Guarded by mutex_.
    PartitionSettings settings_;
    // The last is active. At least one once open, none if the partition is damaged.
    std::vector<std::shared_ptr<Segment>> segments_;
    std::vector<EpochStart> epochs_;
    ProducerState producers_;
    std::int64_t log_start_ = 0;
    std::int64_t log_end_ = 0;
    std::int64_t high_watermark_ = 0;
    std::int64_t synced_ = 0;
    std::size_t unsynced_segments_ = 0;  // counted from the end of segments_
    bool names_changed_ = false;         // the folder has entries that are not synced
    bool sync_requested_ = false;        // in the log's queue, until plan_sync
    bool closed_ = false;  // the disk has what `close` leaves, and nothing was written since
    std::int64_t unsynced_bytes_ = 0;                // not yet reported by request_sync
    Snapshots snapshots_to_write_;                   // by the next sync
    std::vector<std::shared_ptr<Segment>> dropped_;  // out of the log, files not removed yet
    // By the end offset that must be synced, and by the offset that the high watermark must pass.
    std::multimap<std::int64_t, Waiting> waiting_;
    std::multimap<std::int64_t, Watching> watching_;
    WatchId last_watch_ = 0;
    ReadPlace next_read_;
    std::string failure_;
    bool deleted_ = false;
};

}  // namespace atlas::broker
