// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "events-ingestion/inflight_budget.h"
#include "events-ingestion/instruments.h"
#include "events-ingestion/limits.h"
#include "events-ingestion/producer.h"
#include "events-ingestion/write_keys.h"
#include "net/answering_sink.h"

namespace atlas::ingestion {

class EventsBody;

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
        : limits_(limits),
          keys_(std::move(keys)),
          world_(world),
          budget_(std::make_shared<InflightBudget>(limits.inflight_bytes_max)) {}

    void handle(net::Request request, net::Respond respond);
    /// For `ServerOptions::body_sink`, which `handle` relies on. Looks at the head before a byte of
    /// the body is kept: a body without a write key, for no path of ours, announced as too large or
    /// while draining is answered there and not read; others are held up to their limit and that
    /// of all requests together.
    std::shared_ptr<net::AnsweringSink> choose_sink(const net::Request& request);
    /// From now on events are answered 503 and /ready says so; what was taken is finished.
    void drain() { draining_ = true; }

private:
    struct Pending;  // One request between its first byte here and its answer.

    void handle_events(EventsBody& body, net::Respond respond);
    void answer(Pending& pending, net::Response response);
    std::optional<net::Response> refuse(EventsBody& body) const;
    net::Response refuse_early(EventsBody& body);
    net::Response answer_elsewhere(const net::Request& request) const;
    std::optional<net::Response> read_body(EventsBody& body, Pending& pending);
    /// nullptr where the budget has not enough for it.
    std::unique_ptr<Sending> build_sending(Pending& pending);
    void name_messages(Pending& pending);
    void finish(Pending& pending, const std::vector<Sending::Record>& records);
    net::Response ready() const;

    const Limits limits_;
    const WriteKeys keys_;
    const World world_;
    const std::shared_ptr<InflightBudget> budget_;
    Instruments instruments_;
    std::atomic<bool> draining_ = false;
};

}  // namespace atlas::ingestion
