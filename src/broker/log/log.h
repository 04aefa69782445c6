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

struct LogSettings {
    std::string directory;  // made when absent
    /// Acks of one record wait for at most one other sync; writes nobody waits for are synced after
    /// this time or this many bytes.
    std::chrono::milliseconds background_sync{100};
    std::int64_t background_sync_bytes = 256 << 10;
    std::chrono::milliseconds retention_check{300'000};  // log.retention.check.interval.ms
    std::chrono::milliseconds producer_expiry{std::chrono::hours(24)};  // producer.id.expiration.ms
    /// Room reserved ahead of the log's end, so that a sync need not journal the size.
    std::int64_t preallocate_bytes = 4 << 20;
    /// So many segment files stay open while nothing in them waits for a sync, however many
    /// partitions there are.
    std::size_t idle_files_max = 256;
    /// Called once, on the thread that finds it, when a sync failed: no append is acknowledged any
    /// more until the log is opened again. Returns at once; may be empty.
    std::function<void(const std::string& why)> on_failure;
    /// False in tests: nothing happens by itself, the test calls `sync` and `apply_retention`.
    bool threads = true;
};

/// What a topic's partition is to obey; asked for each partition found on disk at open.
using SettingsOf =
    std::function<PartitionSettings(const std::string& topic, std::int32_t partition)>;

/// One log directory with Kafka's layout: a folder per partition, checkpoints and the
/// clean-shutdown marker, and the one thread that syncs (group commit: all that was appended during
/// one sync is covered by the next). Owner: the broker's main. Any thread.
class Log {
public:
    virtual ~Log() = default;

    /// Opens the directory and every partition in it; after an unclean end scans from the recovery
    /// point, cuts off what is torn and rebuilds indexes and producer state. A damaged partition is
    /// there, refuses reads and appends with kafka_storage_error and says why in `failure`.
    static Result<std::unique_ptr<Log>> open(
        LogSettings settings, linux::FileSystem& files, const Clock& clock, SettingsOf settings_of
    );

    /// Durable on return; already_exists, io, exhausted. Blocks for a sync of folders.
    virtual Result<PartitionPtr> create_partition(
        const std::string& topic, std::int32_t number, const PartitionSettings& settings
    ) = 0;
    /// Null when there is none.
    virtual PartitionPtr find(const std::string& topic, std::int32_t number) const = 0;
    /// All, sorted by topic and number.
    virtual std::vector<PartitionPtr> partitions() const = 0;
    /// Gone for everybody, durably, on return; who waits on one gets unknown_topic_or_partition.
    /// not_found, when not all of them were there; io. Blocks for a sync.
    virtual Result<> delete_partitions(
        const std::string& topic, std::int32_t first, std::int32_t count
    ) = 0;
    Result<> delete_partition(const std::string& topic, std::int32_t number) {
        return delete_partitions(topic, number, 1);
    }

    /// Syncs all that is written, on the calling thread, and posts what that decides.
    virtual void sync() = 0;
    /// Rolls and deletes segments that are too old or too many, and looks whether a full disk has
    /// room again, as the thread does now and then.
    virtual void apply_retention() = 0;
    /// Syncs, writes snapshots, indexes, checkpoints and the clean-shutdown marker. Appends are
    /// refused from then on. The destructor does not do this: it leaves the disk as a kill would.
    virtual Result<> close() = 0;

    /// What keeps the log from taking all records: a full disk, partitions that are damaged. Empty
    /// while all is well.
    virtual std::string trouble() const = 0;

    /// Syncs done and waiting appends they decided, for metrics.
    struct Counters {
        std::uint64_t syncs = 0;
        std::uint64_t appends_decided = 0;
        std::size_t open_files = 0;
    };
    virtual Counters counters() const = 0;
};

}  // namespace atlas::broker
