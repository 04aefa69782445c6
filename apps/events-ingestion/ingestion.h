// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "events-ingestion/instruments.h"
#include "events-ingestion/limits.h"
#include "events-ingestion/producer.h"
#include "events-ingestion/write_keys.h"
#include "net/http.h"

namespace atlas::ingestion {

/// The service behind HTTP: takes requests, checks them, hands their events to the producer and
/// answers once Kafka has acknowledged every one of them, or not. Any thread.
///
///     POST /v1/events   one event           GET /health    the process lives
///     POST /v1/batch    JSON list, NDJSON   GET /ready     Kafka answers and the topic is there
///                                           GET /metrics   Prometheus text
class Ingestion {
public:
    /// What it works with; all outlive it and every request.
    struct World {
        Producer& producer;
        const Clock& clock;
        Random& random;
    };
    Ingestion(Limits limits, WriteKeys keys, World world)
        : limits_(limits), keys_(std::move(keys)), world_(world) {}

    void handle(net::Request request, net::Respond respond);
    /// For `ServerOptions::body_sink`: bodies are held up to their limit and told so beyond it.
    std::shared_ptr<net::BodySink> choose_sink(const net::Request& request) const;
    /// From now on events are answered 503 and /ready says so; what was taken is finished.
    void drain() { draining_ = true; }

private:
    struct Pending;  // One request between its first byte here and its answer.

    void handle_events(net::Request request, net::Respond respond);
    void answer(Pending& pending, net::Response response);
    std::optional<net::Response> refuse_head(const net::Request& request, Pending& pending) const;
    std::optional<net::Response> read_body(net::Request& request, Pending& pending);
    std::unique_ptr<Sending> build_sending(Pending& pending);
    void name_messages(Pending& pending);
    void finish(Pending& pending, const std::vector<Sending::Record>& records);
    net::Response ready() const;

    const Limits limits_;
    const WriteKeys keys_;
    const World world_;
    Instruments instruments_;
    std::atomic<std::size_t> inflight_bytes_ = 0;
    std::atomic<bool> draining_ = false;
};

}  // namespace atlas::ingestion
