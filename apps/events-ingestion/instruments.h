// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

#include "events-ingestion/producer.h"

namespace atlas::ingestion {

/// What `GET /metrics` shows (Prometheus text format 0.0.4). Any thread, no locks.
class Instruments {
public:
    /// One answered request of /v1.
    void count_request(int status, std::chrono::nanoseconds took);
    /// Events of one request, by what became of them.
    void count_events(std::uint64_t acknowledged, std::uint64_t invalid, std::uint64_t failed);
    void count_body_bytes(std::uint64_t wire, std::uint64_t decompressed);

    std::string expose(const Producer::State& producer, std::size_t inflight_bytes) const;

private:
    using Counter = std::atomic<std::uint64_t>;
    static constexpr std::array<int, 9> bounds_ms = {1, 2, 5, 10, 25, 50, 100, 1000, 10'000};

    void expose_requests(std::string& out) const;

    std::array<Counter, 600> requests_{};  // by status
    std::array<Counter, bounds_ms.size() + 1> took_{};
    Counter took_microseconds_ = 0;
    Counter acknowledged_ = 0;
    Counter invalid_ = 0;
    Counter failed_ = 0;
    Counter wire_bytes_ = 0;
    Counter decompressed_bytes_ = 0;
};

}  // namespace atlas::ingestion
