// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

#include "events-ingestion/producer.h"

namespace atlas::ingestion {

/// The metrics of `GET /metrics` (Prometheus text format 0.0.4). Any thread, without locks.
class Instruments {
public:
    /// One answered request of /v1.
    void count_request(int status, std::chrono::nanoseconds took);
    /// The events of one request by outcome.
    void count_events(std::uint64_t acknowledged, std::uint64_t invalid, std::uint64_t failed);
    /// The body of one request as received and after decompression.
    void count_body_bytes(std::uint64_t wire, std::uint64_t decompressed);

    std::string expose(const Producer::State& producer, std::size_t inflight_bytes) const;

private:
    using Counter = std::atomic<std::uint64_t>;
    static constexpr std::array<int, 9> bounds_ms = {1, 2, 5, 10, 25, 50, 100, 1000, 10'000};

    void expose_requests(std::string& out) const;

    std::array<Counter, 600> requests_{};  // by HTTP status
    std::array<Counter, bounds_ms.size() + 1> took_{};
    Counter took_microseconds_ = 0;
    Counter acknowledged_ = 0;
    Counter invalid_ = 0;
    Counter failed_ = 0;
    Counter wire_bytes_ = 0;
    Counter decompressed_bytes_ = 0;
};

}  // namespace atlas::ingestion
