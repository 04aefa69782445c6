// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/executor.h"
#include "base/result.h"
#include "broker/log/kafka_code.h"

namespace atlas::broker {

/// What a partition obeys, from its topic's configuration; may be changed while it is open.
struct PartitionSettings {
    std::int64_t segment_bytes = 1 << 30;                // segment.bytes
    std::int64_t segment_ms = 7LL * 24 * 3600 * 1000;    // segment.ms
    std::int64_t retention_bytes = -1;                   // retention.bytes; -1 = without end
    std::int64_t retention_ms = 7LL * 24 * 3600 * 1000;  // retention.ms; -1 = without end
    std::int32_t message_bytes_max = 1048588;            // max.message.bytes, of one batch
    bool log_append_time = false;                        // message.timestamp.type
    std::int64_t timestamp_before_ms_max = INT64_MAX;    // message.timestamp.before.max.ms
    std::int64_t timestamp_after_ms_max = INT64_MAX;     // message.timestamp.after.max.ms
    /// acks=all waits for fdatasync (flush.messages=1, our default). False is Kafka's own promise:
    /// the page cache, synced in the background.
    bool sync_before_ack = true;
    /// Packed batches are unpacked and checked before they are taken, as Kafka does.
    bool check_packed = true;
};

/// acks of a Produce request. `none` and `leader` are decided when the write is done, `all` when it
/// is synced.
enum class Acks : std::int8_t { all = -1, none = 0, leader = 1 };

struct AppendOutcome {
    KafkaCode code = KafkaCode::none;
    std::int64_t base_offset = -1;
    std::int64_t log_append_time = -1;  // ms; -1 unless the topic uses LogAppendTime
    std::int64_t log_start_offset = -1;
    bool duplicate = false;  // an idempotent producer's batch that was here already
    std::string message;     // for the error_message of the response; empty when code is none
};

struct ReadOutcome {
    KafkaCode code = KafkaCode::none;
    /// Whole batches as they are on the wire, the first of which contains the asked offset.
    std::string records;
    std::int64_t high_watermark = -1;
    std::int64_t last_stable_offset = -1;  // the high watermark: there are no transactions yet
    std::int64_t log_start_offset = -1;
};

/// An offset with the timestamp of its record; both -1 where there is none.
struct TimedOffset {
    std::int64_t offset = -1;
    std::int64_t timestamp = -1;
    std::int32_t leader_epoch = -1;
};

/// What DescribeProducers shows.
struct ActiveProducer {
    std::int64_t producer_id = -1;
    std::int16_t producer_epoch = -1;
    std::int32_t last_sequence = -1;
    std::int64_t last_timestamp = -1;
};

/// One partition's log: an endless run of record batches with contiguous offsets, in Kafka's format
/// on disk. Made by Log, which it must not outlive; used through shared_ptr. Any thread may call
/// anything; calls may block for a write into the page cache and for a read of it, never for a sync
/// unless they say so. Callbacks are posted to the executor given with them and called exactly
/// once.
class Partition {
public:
    using Appended = std::move_only_function<void(AppendOutcome)>;
    using WatchId = std::uint64_t;

    virtual ~Partition() = default;
    virtual const std::string& topic() const = 0;
    virtual std::int32_t number() const = 0;

    /// Appends one record batch (v2) as received, with base offset, leader epoch and, for
    /// LogAppendTime, the timestamp patched in `batch`. The order of calls is the order of offsets.
    /// Answers at once what is decided at once (refusals, acks 0 and 1, duplicates that are
    /// durable); otherwise nothing, and `done` is posted to `home` when the batch is synced or the
    /// sync failed. Codes: corrupt_message, invalid_record, message_too_large, invalid_timestamp,
    /// invalid_txn_state (there are no transactions),
    /// out_of_order_sequence_number, duplicate_sequence_number, invalid_producer_epoch,
    /// kafka_storage_error (disk full or failed), unknown_topic_or_partition (deleted meanwhile).
    virtual std::optional<AppendOutcome> append(
        std::span<char> batch, Acks acks, Executor& home, Appended done
    ) = 0;

    /// Whole batches from the one that contains `offset`, below the high watermark, at most
    /// `bytes_max` but at least one batch if `minimum_one`. Empty at the high watermark. Codes:
    /// offset_out_of_range, corrupt_message (the disk lies: found by CRC, never served),
    /// kafka_storage_error, unknown_topic_or_partition.
    virtual ReadOutcome read(std::int64_t offset, std::size_t bytes_max, bool minimum_one) = 0;

    /// For a long poll: posts `ready` once the high watermark is above `offset` (at once when it
    /// is), or the partition is deleted or failed. Read again then; watch again for more.
    virtual WatchId watch(
        std::int64_t offset, Executor& home, std::move_only_function<void()> ready
    ) = 0;
    /// Forgets a watch and its callback; one that was posted already still runs.
    virtual void cancel_watch(WatchId id) = 0;

    virtual std::int64_t log_start_offset() const = 0;
    /// What consumers may see: synced, or written where nobody was promised more.
    virtual std::int64_t high_watermark() const = 0;
    virtual std::int64_t log_end_offset() const = 0;
    virtual std::int64_t size_bytes() const = 0;
    virtual std::int32_t leader_epoch() const = 0;

    /// The first record whose timestamp is at least `timestamp` (ms), from the log start up to the
    /// high watermark, also in a packed batch; of a batch with the broker's own time its first
    /// record. not_found when the partition was deleted, io. Reads and unpacks: not for the loop.
    virtual Result<TimedOffset> offset_at(std::int64_t timestamp) = 0;
    /// The first record with the greatest timestamp (ListOffsets -3). Not for the loop.
    virtual Result<TimedOffset> offset_of_max_timestamp() = 0;
    /// The epoch asked for, or the greatest below it, and the offset after its last record;
    /// -1, -1 when unknown (OffsetForLeaderEpoch).
    virtual TimedOffset end_of_epoch(std::int32_t leader_epoch) const = 0;

    /// Moves the log start up to `offset` (-1 = high watermark) and answers the new log start once
    /// that is durable. Blocks for the sync. Codes: offset_out_of_range, kafka_storage_error.
    virtual KafkaCode delete_records(std::int64_t offset, std::int64_t& log_start) = 0;

    virtual std::vector<ActiveProducer> producers() const = 0;
    virtual PartitionSettings settings() const = 0;
    virtual void change_settings(const PartitionSettings& settings) = 0;
    /// Why appends are refused for good (a failed sync, damage found at open); empty when well.
    virtual std::string failure() const = 0;
};

using PartitionPtr = std::shared_ptr<Partition>;

}  // namespace atlas::broker
