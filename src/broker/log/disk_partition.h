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

/// Where partitions ask for a sync; the log's sync thread stands behind it. Any thread.
class SyncRequests {
public:
    virtual ~SyncRequests() = default;
    /// `bytes` more are unsynced: at once when `somebody_waits`, else soon enough. The partition is
    /// null when it asked before and no sync has begun since.
    virtual void request_sync(
        std::shared_ptr<DiskPartition> partition, std::int64_t bytes, bool somebody_waits
    ) = 0;
    /// A sync failed: what the disk holds is unknown from here on, in every partition.
    virtual void disk_failed(const std::string& why) = 0;
    /// Makes the starts of all logs durable, this partition's included.
    virtual Result<> save_log_starts() = 0;
    /// The disk is full: told to whoever runs the broker until there is room again.
    virtual void found_no_room(const std::string& why) = 0;
};

/// What all partitions of one log share.
struct PartitionSurroundings {
    linux::FileSystem& files;
    const Clock& clock;
    SyncRequests& syncs;
    OpenFilesPtr open_files;
    std::int64_t preallocate_bytes = 0;
    std::int64_t producer_expiry_ms = 0;
};

/// What the checkpoints say about a partition that is opened.
struct RecoverFrom {
    bool clean = false;  // the last process closed the log
    std::int64_t log_start = 0;
    std::int64_t recovery_point = 0;  // what lies below was synced
};

/// The partition on disk. Appends and reads run on the caller's thread, syncs on the log's.
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

    /// Before anybody else knows the partition: an empty one, durable on return but for the name of
    /// its folder; or what is on disk. Damage is not an error, see `failure`.
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

    struct Synced {
        std::size_t appends_decided = 0;
        bool sealed = false;  // a segment that no recovery needs to scan any more
    };
    /// The log's sync thread or a helper of its, under the log's sync mutex: one at a time.
    void start_writeback();
    Result<Synced> sync();
    /// Everything synced and ready to be trusted at the next open. Appends are refused from now on.
    Result<> close();

    /// Refuses appends for good and answers who waits.
    void fail(const std::string& why);
    /// The same for a partition that is being deleted: reads are refused too.
    void deleted();
    /// Takes segments that are too old or too many out of the log; the files go by
    /// `remove_dropped_files`, once the new log start is durable.
    bool drop_by_retention();
    void remove_dropped_files();
    /// What lies below was synced, the indexes of sealed segments included.
    std::int64_t recovery_point() const;

private:
    struct Waiting {
        std::int64_t base_offset = 0;
        Executor* home = nullptr;
        Appended done;
        AppendOutcome outcome;
    };
    struct Watching {
        WatchId id = 0;
        Executor* home = nullptr;
        std::move_only_function<void()> ready;
    };
    /// What a sync is about to make durable.
    struct SyncPlan {
        std::int64_t end = 0;
        std::vector<std::shared_ptr<Segment>> sealed;
        std::vector<std::shared_ptr<linux::File>> files;
        std::map<std::int64_t, std::string> snapshots;
        bool names_changed = false;
    };
    /// Where a reader that goes on reading left off.
    struct ReadPlace {
        std::int64_t offset = -1;
        std::int64_t segment = -1;
        std::uint64_t position = 0;
    };

    /// The part of a segment in which a search by time looks, without the lock.
    struct Stretch {
        std::shared_ptr<linux::File> file;
        std::int64_t base_offset = 0;
        std::uint64_t begin = 0;
        std::uint64_t end = 0;
        std::int64_t log_start = 0;
        std::int64_t high_watermark = 0;
    };
    using LookAtRecord = std::function<bool(const TimedOffset&)>;

    /// What a read needs once it has let the lock go.
    struct Reading {
        ReadPlace place;
        std::shared_ptr<linux::File> file;
        std::uint64_t end = 0;  // of the batches in the segment
    };

    // Opening (open_partition.cc, scan_partition.cc): before anybody else knows the partition.
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

    // All below under mutex_.
    AppendOutcome refusal(KafkaCode code, std::string message) const;
    std::optional<AppendOutcome> refuse(
        const BatchHeader& header, std::size_t bytes, const BatchCheck& check
    ) const;
    std::optional<AppendOutcome> refuse_timestamp(
        const BatchHeader& header, const RecordTimes& times
    ) const;
    AppendOutcome refuse_storage(const Error& error);
    std::optional<AppendOutcome> write(std::span<char> batch, BatchHeader& header);
    Result<> roll();
    std::optional<AppendOutcome> settle(
        AppendOutcome outcome, std::int64_t end, Acks acks, Executor& home, Appended done
    );
    void advance_high_watermark();
    std::size_t answer_waiting(std::int64_t up_to, KafkaCode code, const std::string& message);
    void wake_watchers(std::int64_t up_to);
    Result<> save_end();
    Result<SyncPlan> plan_sync();
    std::shared_ptr<Segment> segment_of(std::int64_t offset) const;
    Result<ReadPlace> place_of(std::int64_t offset);
    bool drop_segments_below(std::int64_t offset);

    // Without it, or taking it.
    /// Of the first segment from `base_min` on that has a record so late; nothing when none has.
    Result<std::optional<Stretch>> stretch_by_time(std::int64_t base_min, std::int64_t timestamp);
    /// Calls `look` for each record that may be seen and is not before `timestamp`, in the order of
    /// offsets, until it answers true. `look` may move `timestamp` on.
    Result<> search_by_time(std::int64_t& timestamp, const LookAtRecord& look);
    std::optional<Reading> begin_read(std::int64_t offset, ReadOutcome& outcome);
    Result<> save_sealed(const SyncPlan& plan);

    // Constant after construction.
    const PartitionSurroundings around_;
    const std::string directory_;
    const PartitionKey key_;

    std::atomic<bool> check_packed_;  // settings_.check_packed, for before the lock

    mutable std::mutex mutex_;
    // Guarded by mutex_.
    PartitionSettings settings_;
    std::vector<std::shared_ptr<Segment>> segments_;  // at least one once open; the last is active
    std::vector<EpochStart> epochs_;
    ProducerState producers_;
    std::int64_t log_start_ = 0;
    std::int64_t log_end_ = 0;
    std::int64_t high_watermark_ = 0;
    std::int64_t synced_ = 0;
    std::size_t unsynced_segments_ = 0;  // so many at the end of segments_
    bool names_changed_ = false;
    bool sync_requested_ = false;
    bool closed_ = false;  // the disk has what `close` leaves, nothing was written since
    std::int64_t unsynced_bytes_ = 0;  // not told to the sync thread yet
    std::map<std::int64_t, std::string> snapshots_to_write_;
    std::vector<std::shared_ptr<Segment>> dropped_;
    std::multimap<std::int64_t, Waiting> waiting_;    // by the offset that must be synced
    std::multimap<std::int64_t, Watching> watching_;  // by the offset that must be passed
    WatchId last_watch_ = 0;
    ReadPlace next_read_;
    std::string failure_;
    bool deleted_ = false;
};

}  // namespace atlas::broker
