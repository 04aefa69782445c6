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

/// The service behind HTTP: checks requests, passes their events to the producer and answers when
/// every event is acknowledged or has failed. Owned by main. Any thread.
///
///     POST /v1/events   one event           GET /health    the process is alive
///     POST /v1/batch    JSON list, NDJSON   GET /ready     Kafka answers and has the topic
///                                           GET /metrics   Prometheus text
class Ingestion {
public:
    /// Dependencies; they outlive the service and every request.
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

    /// Handles a request whose sink came from choose_sink. `respond` is called once, on the calling
    /// thread or on the producer's.
    void handle(net::Request request, net::Respond respond);
    /// For `ServerOptions::body_sink`: returns the sink of a request's body. A body without a write
    /// key, for another path, with a Content-Length above the limit, or while draining, is answered
    /// early and not read. Other bodies are kept up to their limit and to the shared budget.
    std::shared_ptr<net::AnsweringSink> choose_sink(const net::Request& request);
    /// Answers new events and /ready with 503 from then on; accepted events are finished.
    void drain() { draining_ = true; }

private:
    struct Pending;  // one request with events, until its answer

    void handle_events(EventsBody& body, net::Respond respond);
    void answer(Pending& pending, net::Response response);
    std::optional<net::Response> refuse(EventsBody& body) const;
    net::Response refuse_early(EventsBody& body);
    /// Answers everything but events: /health, /ready, /metrics, 404 and 405.
    net::Response answer_elsewhere(const net::Request& request) const;
    std::optional<net::Response> read_body(EventsBody& body, Pending& pending);
    /// The records of all valid events; nullptr if they would exceed the budget.
    std::unique_ptr<Sending> build_sending(Pending& pending);
    /// Generates a messageId for each valid event without one.
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
