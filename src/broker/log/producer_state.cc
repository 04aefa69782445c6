// SPDX-License-Identifier: Apache-2.0
#include "broker/log/producer_state.h"

#include <fmt/core.h>

namespace atlas::broker {
namespace {

ProducerState::Verdict out_of_order(const BatchHeader& batch, std::int32_t last) {
    return {
        KafkaCode::out_of_order_sequence_number,
        fmt::format(
            "producer {}: sequence {} does not follow {}",
            batch.producer_id,
            batch.base_sequence,
            last
        ),
        std::nullopt
    };
}

}  // namespace

ProducerState::Verdict ProducerState::check(const BatchHeader& batch) const {
    if (!batch.idempotent()) return {};
    auto found = producers_.find(batch.producer_id);
    if (found == producers_.end()) return {};
    const auto& producer = found->second;
    if (batch.producer_epoch < producer.epoch) {
        return {
            KafkaCode::invalid_producer_epoch,
            fmt::format("producer {}: its epoch is {} by now", batch.producer_id, producer.epoch),
            std::nullopt
        };
    }
    const auto last = producer.batches.back().last_sequence;
    // A new epoch starts its sequence at 0 (InitProducerId).
    if (batch.producer_epoch > producer.epoch) {
        if (batch.base_sequence != 0) return out_of_order(batch, last);
        return {};
    }
    for (const auto& known : producer.batches) {
        if (known.first_sequence == batch.base_sequence &&
            known.last_sequence == batch.last_sequence()) {
            return {KafkaCode::none, "", known};
        }
    }
    auto next = last == INT32_MAX ? 0 : last + 1;
    if (batch.base_sequence != next) return out_of_order(batch, last);
    return {};
}

void ProducerState::add(const BatchHeader& batch, std::int64_t now_ms) {
    if (!batch.idempotent()) return;
    auto& producer = producers_[batch.producer_id];
    if (producer.epoch != batch.producer_epoch) producer.batches.clear();
    producer.epoch = batch.producer_epoch;
    producer.last_timestamp = batch.max_timestamp;
    producer.last_heard_ms = now_ms;
    producer.batches.push_back(
        {.first_sequence = batch.base_sequence,
         .last_sequence = batch.last_sequence(),
         .last_offset = batch.last_offset(),
         .offset_delta = batch.last_offset_delta,
         .timestamp = batch.max_timestamp}
    );
    if (producer.batches.size() > batches_max) producer.batches.pop_front();
}

void ProducerState::expire(std::int64_t before_ms) {
    std::erase_if(producers_, [before_ms](const auto& item) {
        return item.second.last_heard_ms < before_ms;
    });
}

void ProducerState::hear_all(std::int64_t now_ms) {
    for (auto& [id, producer] : producers_)
        producer.last_heard_ms = now_ms;
}

}  // namespace atlas::broker
