// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace atlas::ingestion {

/// The outcome of one record.
struct Delivery {
    int status = 0;         // HTTP status; 200: acknowledged by Kafka with acks=all
    const char* code = "";  // ok, queue_full, not_acknowledged, record_too_large, kafka_refused …
    std::int32_t partition = -1;
    std::int64_t offset = -1;
    std::string message;  // librdkafka's error text; empty if acknowledged
};

/// The records of one request on their way to Kafka. Keys and values point into `bytes`, which must
/// not change after `send`, because the producer does not copy it. Owned by the producer until
/// `done` has returned.
struct Sending {
    struct Record {
        std::string_view key;
        std::string_view value;
        Delivery delivery;         // set by the producer
        Sending* owner = nullptr;  // set and used by the producer
    };
    std::string bytes;
    std::vector<Record> records;
    std::atomic<std::size_t> open = 0;  // records without a delivery; used by the producer
    /// Called once, on any thread, when every record has its delivery.
    std::move_only_function<void(const std::vector<Record>&)> done;
};

/// Sends records to the topic. Any thread.
class Producer {
public:
    virtual ~Producer() = default;
    /// Sends the records in order; never blocks. Each record gets exactly one delivery, within
    /// KAFKA_DELIVERY_TIMEOUT_MS; at once (queue_full) if the queue is full.
    virtual void send(std::unique_ptr<Sending> sending) = 0;

    struct State {
        bool ready = false;      // at the last check the brokers answered and the topic was usable
        std::string why;         // why it is not ready
        std::size_t queued = 0;  // records without a delivery
    };
    virtual State state() const = 0;
    virtual const std::string& topic() const = 0;
};

}  // namespace atlas::ingestion
