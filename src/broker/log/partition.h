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

/// A partition's part of its topic's configuration; may be changed while the partition is open.
struct PartitionSettings {
    std::int64_t segment_bytes = 1 << 30;                // segment.bytes
    std::int64_t segment_ms = 7LL * 24 * 3600 * 1000;    // segment.ms
    std::int64_t retention_bytes = -1;                   // retention.bytes; -1 = unlimited
    std::int64_t retention_ms = 7LL * 24 * 3600 * 1000;  // retention.ms; -1 = unlimited
    std::int32_t message_bytes_max = 1048588;            // max.message.bytes, of one batch
    bool log_append_time = false;                        // message.timestamp.type
    std::int64_t timestamp_before_ms_max = INT64_MAX;    // message.timestamp.before.max.ms
    std::int64_t timestamp_after_ms_max = INT64_MAX;     // message.timestamp.after.max.ms
    /// True (flush.messages=1, the default here): acks=all waits for fdatasync. False is Kafka's
    /// default: a write into the page cache is enough, and is synced in the background.
    bool sync_before_ack = true;
    /// Whether a compressed batch is decompressed and its records are checked before the append, as
    /// Kafka does.
    bool check_packed = true;
};

/// acks of a Produce request. `none` and `leader` are answered after the write, `all` after the
/// sync.
enum class Acks : std::int8_t { all = -1, none = 0, leader = 1 };

/// One partition's part of a Produce response.
struct AppendOutcome {
    KafkaCode code = KafkaCode::none;
    std::int64_t base_offset = -1;
    std::int64_t log_append_time = -1;  // ms; -1 unless the topic uses LogAppendTime
    std::int64_t log_start_offset = -1;
    bool duplicate = false;  // a batch that an idempotent producer has sent before
    std::string message;     // error_message of the response; empty if code is none
};

/// One partition's part of a Fetch response.
struct ReadOutcome {
    KafkaCode code = KafkaCode::none;
    /// Whole batches in wire format; the first one contains the requested offset.
    std::string records;
    std::int64_t high_watermark = -1;
    std::int64_t last_stable_offset = -1;  // the high watermark: transactions do not exist
    std::int64_t log_start_offset = -1;
};

/// An offset and the timestamp (ms) of its record; -1 for a value that does not exist.
struct TimedOffset {
    std::int64_t offset = -1;
    std::int64_t timestamp = -1;
    std::int32_t leader_epoch = -1;
};

/// One producer as DescribeProducers shows it.
struct ActiveProducer {
    std::int64_t producer_id = -1;
    std::int16_t producer_epoch = -1;
    std::int32_t last_sequence = -1;
    std::int64_t last_timestamp = -1;
};

/// One partition's log: a sequence of record batches with contiguous offsets, in Kafka's format on
/// disk. Created by Log, which must outlive it; shared through shared_ptr. Any thread. A call may
/// block for file I/O but not for a sync, except where noted. Each callback is posted to the
/// executor passed with it, exactly once.
class Partition {
public:
    using Appended = std::move_only_function<void(AppendOutcome)>;
    using WatchId = std::uint64_t;

    virtual ~Partition() = default;
    virtual const std::string& topic() const = 0;
    virtual std::int32_t number() const = 0;

    /// Appends one record batch (v2) as received. Base offset, leader epoch and a corrected maximum
    /// timestamp (LogAppendTime: the broker's time) are patched into `batch`. Offsets follow the
    /// order of the calls. Returns the outcome if it is known at once (refusals, acks 0 and 1,
    /// duplicates that are durable). Otherwise returns nothing, and `done` is posted to `home`
    /// after the sync or its failure. Codes: corrupt_message, invalid_record, message_too_large,
    /// invalid_timestamp, invalid_txn_state (transactions do not exist),
    /// out_of_order_sequence_number, invalid_producer_epoch, kafka_storage_error (disk full or
    /// failed), unknown_topic_or_partition (deleted).
    virtual std::optional<AppendOutcome> append(
        std::span<char> batch, Acks acks, Executor& home, Appended done
    ) = 0;

    /// Returns whole batches below the high watermark, starting with the one that contains
    /// `offset`: at most `bytes_max`, but at least one batch if `minimum_one`. Empty for an offset
    /// from the high watermark to the log end. Codes: offset_out_of_range, corrupt_message (the CRC
    /// does not match what the disk returned; such a batch is never served), kafka_storage_error,
    /// unknown_topic_or_partition.
    virtual ReadOutcome read(std::int64_t offset, std::size_t bytes_max, bool minimum_one) = 0;

    /// For a long poll: posts `ready` once, as soon as the high watermark is above `offset` or the
    /// partition has been deleted or has failed. The caller then reads again.
    virtual WatchId watch(
        std::int64_t offset, Executor& home, std::move_only_function<void()> ready
    ) = 0;
    /// Drops a watch and its callback. A callback that has already been posted still runs.
    virtual void cancel_watch(WatchId id) = 0;

    virtual std::int64_t log_start_offset() const = 0;
    /// Consumers see the offsets below it: records that are synced, or written with no acks=all
    /// append waiting at or below them.
    virtual std::int64_t high_watermark() const = 0;
    virtual std::int64_t log_end_offset() const = 0;
    virtual std::int64_t size_bytes() const = 0;
    virtual std::int32_t leader_epoch() const = 0;

    /// The first record with a timestamp of at least `timestamp` (ms) between log start and high
    /// watermark, also inside a compressed batch. All records of a LogAppendTime batch have the
    /// batch's time. Errors: not_found (partition deleted), io. Reads and decompresses: not for the
    /// event loop.
    virtual Result<TimedOffset> offset_at(std::int64_t timestamp) = 0;
    /// The first record with the greatest timestamp (ListOffsets -3). Not for the event loop.
    virtual Result<TimedOffset> offset_of_max_timestamp() = 0;
    /// OffsetForLeaderEpoch: the requested epoch, or else the greatest one below it, with the
    /// offset after its last record. -1, -1 if the epoch is unknown.
    virtual TimedOffset end_of_epoch(std::int32_t leader_epoch) const = 0;

    /// Moves the log start up to `offset` (-1 = high watermark) and sets `log_start` to the new log
    /// start, durable on return. Blocks for a sync. Codes: offset_out_of_range,
    /// kafka_storage_error, unknown_topic_or_partition.
    virtual KafkaCode delete_records(std::int64_t offset, std::int64_t& log_start) = 0;

    virtual std::vector<ActiveProducer> producers() const = 0;
    virtual PartitionSettings settings() const = 0;
    virtual void change_settings(const PartitionSettings& settings) = 0;
    /// Why all appends are refused until the log is opened again: a failed sync, damage found at
    /// open, or `Log::close`. Empty otherwise.
    virtual std::string failure() const = 0;
};

using PartitionPtr = std::shared_ptr<Partition>;

}  // namespace atlas::broker
