// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>

#include "broker/log/record_batch.h"

namespace atlas::broker {

/// The idempotent producers of one partition: the epoch and the last five batches of each, so that
/// a retried batch is answered with its original offset and a gap in sequence numbers is refused.
/// The rules are those of Kafka's ProducerAppendInfo. Guarded by its partition's mutex.
class ProducerState {
public:
    static constexpr std::size_t batches_max = 5;

    struct Batch {
        std::int32_t first_sequence = 0;
        std::int32_t last_sequence = 0;
        std::int64_t last_offset = 0;
        std::int32_t offset_delta = 0;
        std::int64_t timestamp = -1;
        std::int64_t base_offset() const { return last_offset - offset_delta; }
        bool operator==(const Batch&) const = default;
    };
    struct Producer {
        std::int16_t epoch = -1;
        std::int64_t last_timestamp = -1;  // maximum timestamp of its last batch
        std::int64_t last_heard_ms = -1;   // broker's clock at the last batch or at open
        std::deque<Batch> batches;         // oldest first, at least one
        bool operator==(const Producer&) const = default;
    };

    /// `duplicate_of` is set for a batch that the log already has; then `code` is none.
    struct Verdict {
        KafkaCode code = KafkaCode::none;
        std::string message;
        std::optional<Batch> duplicate_of;
    };
    /// Whether the batch may be appended next. An unknown producer may start at any sequence.
    Verdict check(const BatchHeader& batch) const;
    /// Records that the batch was appended at `now_ms`; its header has its final offsets. Ignores
    /// batches without a producer id.
    void add(const BatchHeader& batch, std::int64_t now_ms);
    /// Removes producers whose last batch arrived before `before_ms` by the broker's clock. Record
    /// timestamps do not count: a producer that copies old records must keep its state.
    void expire(std::int64_t before_ms);
    /// Sets `last_heard_ms` of all producers, which a snapshot does not contain.
    void hear_all(std::int64_t now_ms);

    const std::map<std::int64_t, Producer>& all() const { return producers_; }
    void insert(std::int64_t producer_id, Producer producer) {
        producers_[producer_id] = std::move(producer);
    }
    void clear() { producers_.clear(); }
    bool operator==(const ProducerState&) const = default;

private:
    std::map<std::int64_t, Producer> producers_;
};

/// Kafka's `<offset>.snapshot` (version 1): per producer one entry with its last batch, under a
/// CRC-32C. A section of our own follows with the up to four batches before it; Kafka's readers
/// skip it.
std::string encode_producer_snapshot(const ProducerState& state);
/// Nothing if the bytes are damaged or incomplete. Also reads a snapshot that Kafka wrote.
std::optional<ProducerState> parse_producer_snapshot(std::string_view bytes);

}  // namespace atlas::broker
