// SPDX-License-Identifier: Apache-2.0
#include "events-ingestion/instruments.h"

#include <fmt/core.h>

namespace atlas::ingestion {
namespace {

constexpr auto relaxed = std::memory_order_relaxed;

void head(std::string& out, std::string_view name, std::string_view kind, std::string_view help) {
    out += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, kind);
}

void single(
    std::string& out,
    std::string_view name,
    std::string_view kind,
    std::string_view help,
    std::uint64_t value
) {
    head(out, name, kind, help);
    out += fmt::format("{} {}\n", name, value);
}

}  // namespace

void Instruments::count_request(int status, std::chrono::nanoseconds took) {
    if (status > 0 && status < static_cast<int>(requests_.size())) {
        requests_[static_cast<std::size_t>(status)].fetch_add(1, relaxed);
    }
    auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
    std::size_t bucket = 0;
    while (bucket < bounds_ms.size() && microseconds > bounds_ms[bucket] * 1000)
        ++bucket;
    took_[bucket].fetch_add(1, relaxed);
    took_microseconds_.fetch_add(static_cast<std::uint64_t>(microseconds), relaxed);
}

void Instruments::count_events(
    std::uint64_t acknowledged, std::uint64_t invalid, std::uint64_t failed
) {
    acknowledged_.fetch_add(acknowledged, relaxed);
    invalid_.fetch_add(invalid, relaxed);
    failed_.fetch_add(failed, relaxed);
}

void Instruments::count_body_bytes(std::uint64_t wire, std::uint64_t decompressed) {
    wire_bytes_.fetch_add(wire, relaxed);
    decompressed_bytes_.fetch_add(decompressed, relaxed);
}

void Instruments::expose_requests(std::string& out) const {
    head(out, "ingestion_requests_total", "counter", "Requests of /v1 by status.");
    for (std::size_t status = 0; status < requests_.size(); ++status) {
        if (auto count = requests_[status].load(relaxed)) {
            out += fmt::format("ingestion_requests_total{{status=\"{}\"}} {}\n", status, count);
        }
    }
    constexpr std::string_view took = "ingestion_request_duration_seconds";
    head(out, took, "histogram", "From the request's last byte to its answer.");
    std::uint64_t below = 0;
    for (std::size_t bucket = 0; bucket < bounds_ms.size(); ++bucket) {
        below += took_[bucket].load(relaxed);
        out += fmt::format("{}_bucket{{le=\"{}\"}} {}\n", took, bounds_ms[bucket] / 1000.0, below);
    }
    below += took_.back().load(relaxed);
    out += fmt::format("{}_bucket{{le=\"+Inf\"}} {}\n", took, below);
    auto microseconds = static_cast<double>(took_microseconds_.load(relaxed));
    out += fmt::format("{}_sum {}\n{}_count {}\n", took, microseconds / 1e6, took, below);
}

std::string Instruments::expose(const Producer::State& producer, std::size_t inflight_bytes) const {
    std::string out;
    expose_requests(out);
    head(out, "ingestion_events_total", "counter", "Events by what became of them.");
    auto event = [&out](std::string_view outcome, const Counter& counter) {
        out += fmt::format(
            "ingestion_events_total{{outcome=\"{}\"}} {}\n", outcome, counter.load(relaxed)
        );
    };
    event("acknowledged", acknowledged_);
    event("invalid", invalid_);
    event("failed", failed_);
    head(out, "ingestion_body_bytes_total", "counter", "Bytes of bodies.");
    out += fmt::format(
        "ingestion_body_bytes_total{{form=\"wire\"}} {}\n"
        "ingestion_body_bytes_total{{form=\"decompressed\"}} {}\n",
        wire_bytes_.load(relaxed),
        decompressed_bytes_.load(relaxed)
    );
    single(
        out,
        "ingestion_inflight_bytes",
        "gauge",
        "Held by requests: bodies that arrive, events not yet acknowledged.",
        inflight_bytes
    );
    single(
        out, "ingestion_producer_queue", "gauge", "Records not yet acknowledged.", producer.queued
    );
    single(
        out,
        "ingestion_ready",
        "gauge",
        "1 when Kafka answers and the topic is there.",
        producer.ready ? 1 : 0
    );
    return out;
}

}  // namespace atlas::ingestion
