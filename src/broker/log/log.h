// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "broker/log/partition.h"
#include "linux/file_system.h"

namespace atlas::broker {

/// How a broker keeps its log directory; the defaults are Kafka's where a Kafka name is given.
struct LogSettings {
    std::string directory;  // created if missing
    /// Writes that no producer waits for are synced after this time or this many bytes. A write
    /// that a producer waits for is synced as soon as the running sync, if any, is done.
    std::chrono::milliseconds background_sync{100};
    std::int64_t background_sync_bytes = 256 << 10;
    std::chrono::milliseconds retention_check{300'000};  // log.retention.check.interval.ms
    std::chrono::milliseconds producer_expiry{std::chrono::hours(24)};  // producer.id.expiration.ms
    /// Disk space reserved ahead of the log's end, so that a sync does not have to journal a new
    /// file size.
    std::int64_t preallocate_bytes = 4 << 20;
    /// How many segment files without unsynced writes stay open, over all partitions.
    std::size_t idle_files_max = 256;
    /// Called once after a failed sync, on the thread that ran the sync: from then on every append
    /// is refused until the log is opened again. Must return at once; may be empty.
    std::function<void(const std::string& why)> on_failure;
    /// False in tests: no thread is started, the test calls `sync` and `apply_retention` itself.
    bool threads = true;
};

/// Returns the settings of a partition; called for each partition found on disk at open.
using SettingsOf =
    std::function<PartitionSettings(const std::string& topic, std::int32_t partition)>;

/// One log directory in Kafka's layout: a folder per partition, the checkpoint files and the
/// clean-shutdown marker. One thread syncs by group commit: a sync covers everything that was
/// appended during the previous one. Owned by the broker's main. Any thread.
class Log {
public:
    virtual ~Log() = default;

    /// Opens the directory and every partition in it. After an unclean shutdown it scans from the
    /// recovery point, truncates torn batches and rebuilds indexes and producer state. A damaged
    /// partition is opened too: it refuses reads and appends with kafka_storage_error, and
    /// `Partition::failure` gives the reason.
    static Result<std::unique_ptr<Log>> open(
        LogSettings settings, linux::FileSystem& files, const Clock& clock, SettingsOf settings_of
    );

    /// The partition is durable on return. Errors: invalid_argument (not a topic name),
    /// already_exists, io, exhausted (disk full). Blocks while folders are synced.
    virtual Result<PartitionPtr> create_partition(
        const std::string& topic, std::int32_t number, const PartitionSettings& settings
    ) = 0;
    /// Null if the partition does not exist.
    virtual PartitionPtr find(const std::string& topic, std::int32_t number) const = 0;
    /// All partitions, sorted by topic and number.
    virtual std::vector<PartitionPtr> partitions() const = 0;
    /// Deletes partitions `first` to `first + count - 1`, durable on return. Pending appends are
    /// answered with unknown_topic_or_partition. Errors: not_found (some did not exist; the others
    /// are deleted all the same), io. Blocks while folders are synced.
    virtual Result<> delete_partitions(
        const std::string& topic, std::int32_t first, std::int32_t count
    ) = 0;
    Result<> delete_partition(const std::string& topic, std::int32_t number) {
        return delete_partitions(topic, number, 1);
    }

    /// Syncs everything written so far, on the calling thread, and posts the answers of the appends
    /// that waited for it.
    virtual void sync() = 0;
    /// Rolls and deletes segments past retention.ms or retention.bytes, and checks whether a full
    /// disk has space again. The sync thread calls it every `retention_check`.
    virtual void apply_retention() = 0;
    /// Syncs, writes producer snapshots, indexes, checkpoints and the clean-shutdown marker, and
    /// refuses appends from then on. The destructor does none of this: it leaves the disk as
    /// SIGKILL would.
    virtual Result<> close() = 0;

    /// Why the log refuses some or all records: a full disk or damaged partitions. Empty if it
    /// accepts everything.
    virtual std::string trouble() const = 0;

    /// For metrics. `syncs` counts synced partitions, `appends_decided` the waiting appends that
    /// those syncs answered.
    struct Counters {
        std::uint64_t syncs = 0;
        std::uint64_t appends_decided = 0;
        std::size_t open_files = 0;
    };
    virtual Counters counters() const = 0;
};

}  // namespace atlas::broker
