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

/// What became of one record.
struct Delivery {
    int status = 0;         // as an HTTP status: 200 acknowledged by Kafka with acks=all
    const char* code = "";  // ok, queue_full, not_acknowledged, record_too_large, kafka_refused …
    std::int32_t partition = -1;
    std::int64_t offset = -1;
    std::string message;  // Kafka's own words; empty when acknowledged
};

/// The records of one request on their way to Kafka. Keys and values point into `bytes`, which must
/// not change any more: nothing is copied until the socket.
struct Sending {
    struct Record {
        std::string_view key;
        std::string_view value;
        Delivery delivery;         // filled by the producer
        Sending* owner = nullptr;  // the producer's own way back
    };
    std::string bytes;
    std::vector<Record> records;
    std::atomic<std::size_t> open = 0;  // records without a delivery; the producer's
    /// Called once, when every record has its delivery, on any thread.
    std::move_only_function<void(const std::vector<Record>&)> done;
};

/// The way to the topic. Any thread.
class Producer {
public:
    virtual ~Producer() = default;
    /// Takes the records in order; never blocks. A record that finds the queue full gets its
    /// delivery at once (queue_full). Every record gets exactly one delivery, within the time limit
    /// for deliveries.
    virtual void send(std::unique_ptr<Sending> sending) = 0;

    struct State {
        bool ready = false;      // the brokers answered lately and the topic is there
        std::string why;         // why not
        std::size_t queued = 0;  // records not yet acknowledged
    };
    virtual State state() const = 0;
    virtual const std::string& topic() const = 0;
};

}  // namespace atlas::ingestion
