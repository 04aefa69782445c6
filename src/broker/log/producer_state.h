// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>

#include "broker/log/record_batch.h"

namespace atlas::broker {

/// What one partition remembers of its idempotent producers: the epoch and the last five batches of
/// each, so that a batch sent again is answered with its first offset and a gap is refused. Rules
/// of Kafka's ProducerAppendInfo. Guarded by its partition.
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
        std::int64_t last_timestamp = -1;  // the latest its batches claim
        std::int64_t last_heard_ms = -1;   // by our own clock; opening the log counts
        std::deque<Batch> batches;         // oldest first, at least one
        bool operator==(const Producer&) const = default;
    };

    struct Verdict {
        KafkaCode code = KafkaCode::none;
        std::string message;
        std::optional<Batch> duplicate_of;
    };
    /// Whether the batch may be appended next. A producer never seen may begin at any sequence.
    Verdict check(const BatchHeader& batch) const;
    /// The batch is in the log since `now_ms`, with its offsets. Batches without a producer change
    /// nothing.
    void add(const BatchHeader& batch, std::int64_t now_ms);
    /// Forgets producers not heard of since before `before_ms`. The time that records claim is no
    /// measure: who copies old records must not lose its state while it does.
    void expire(std::int64_t before_ms);
    /// All were heard of now: what a snapshot does not tell.
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

/// Kafka's `<offset>.snapshot` (version 1): one entry a producer with its last batch, under a
/// CRC-32C. Ours follows with the batches before the last, which Kafka's readers pass over.
std::string encode_producer_snapshot(const ProducerState& state);
/// Nothing when it is not whole.
std::optional<ProducerState> parse_producer_snapshot(std::string_view bytes);

}  // namespace atlas::broker
