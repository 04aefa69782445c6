// SPDX-License-Identifier: Apache-2.0
#include "events-ingestion/ingestion.h"

#include <deque>

#include <fmt/core.h>

#include "base/check.h"
#include "events-ingestion/batch.h"
#include "events-ingestion/envelope.h"
#include "events-ingestion/events_body.h"
#include "events-ingestion/inflate.h"
#include "events-ingestion/results.h"

namespace atlas::ingestion {
namespace {

net::Response text_response(int status, std::string body) {
    net::Response response;
    response.status = status;
    response.headers.add("Content-Type", "text/plain; charset=utf-8");
    response.body = std::move(body);
    return response;
}

net::Response draining() {
    return encode_error(503, "draining", "the service is shutting down");
}
net::Response overloaded() {
    return encode_error(503, "overloaded", "too many bytes wait for Kafka; nothing taken");
}

}  // namespace

struct Ingestion::Pending {
    explicit Pending(InflightBudget::Hold share) : hold(std::move(share)) {}
    net::Respond respond;
    std::chrono::steady_clock::time_point since;
    Receipt receipt;
    InflightBudget::Hold hold;     // all memory of the request, until its answer
    std::string body;              // decompressed; not moved after `batch` points into it
    std::deque<std::string> made;  // generated message ids; a deque, because `batch` points to them
    Batch batch;
};

std::shared_ptr<net::AnsweringSink> Ingestion::choose_sink(const net::Request& request) {
    InflightBudget::Hold hold(budget_);
    if (!brings_events(request)) {
        return std::make_shared<EventsBody>(
            EventsHead{},
            0,
            content_length_of(request),
            std::move(hold),
            // answer_elsewhere reads no more of the request.
            [this, method = request.method, target = request.target](EventsBody&) {
                net::Request asked;
                asked.method = method;
                asked.target = target;
                return answer_elsewhere(asked);
            }
        );
    }
    auto head = read_events_head(request, keys_);
    if (!head.refusal && draining_) head.refusal = draining();
    return std::make_shared<EventsBody>(
        std::move(head),
        limits_.batch_bytes_max,
        content_length_of(request),
        std::move(hold),
        [this](EventsBody& body) { return refuse_early(body); }
    );
}

void Ingestion::handle(net::Request request, net::Respond respond) {
    if (!brings_events(request)) return respond(answer_elsewhere(request));
    auto body = std::dynamic_pointer_cast<EventsBody>(request.sink);
    ATLAS_CHECK(body, "the server asks choose_sink before it reads a body");
    handle_events(*body, std::move(respond));
}

net::Response Ingestion::answer_elsewhere(const net::Request& request) const {
    auto path = request.path();
    bool events = path == "/v1/events" || path == "/v1/batch";
    bool shown = path == "/health" || path == "/ready" || path == "/metrics";
    if (!events && !shown) return encode_error(404, "not_found", "no such path");
    if (events || (request.method != "GET" && request.method != "HEAD")) {
        auto response = encode_error(405, "method_not_allowed", "this path takes another method");
        response.headers.add("Allow", events ? "POST" : "GET, HEAD");
        return response;
    }
    if (path == "/health") return text_response(200, "ok\n");
    if (path == "/ready") return ready();
    auto response =
        text_response(200, instruments_.expose(world_.producer.state(), budget_->held_bytes()));
    response.headers.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    return response;
}

net::Response Ingestion::ready() const {
    if (draining_) return draining();
    auto state = world_.producer.state();
    if (!state.ready) return encode_error(503, "kafka_unavailable", state.why);
    return text_response(200, "ready\n");
}

void Ingestion::handle_events(EventsBody& body, net::Respond respond) {
    auto pending = std::make_shared<Pending>(body.take_hold());
    pending->respond = std::move(respond);
    pending->since = world_.clock.steady();
    if (auto refusal = refuse(body)) return answer(*pending, std::move(*refusal));
    pending->receipt.write_key_id = std::move(body.head().write_key_id);
    if (auto refusal = read_body(body, *pending)) return answer(*pending, std::move(*refusal));
    name_messages(*pending);
    auto sending = build_sending(*pending);
    if (!sending) return answer(*pending, overloaded());
    if (sending->records.empty()) return finish(*pending, {});
    sending->done = [this, pending](const std::vector<Sending::Record>& records) {
        finish(*pending, records);
    };
    world_.producer.send(std::move(sending));
}

void Ingestion::answer(Pending& pending, net::Response response) {
    pending.hold.release();
    instruments_.count_request(response.status, world_.clock.steady() - pending.since);
    pending.respond(std::move(response));
}

std::optional<net::Response> Ingestion::refuse(EventsBody& body) const {
    switch (body.fate()) {
        case EventsBody::Fate::refused_by_head:
            return std::move(body.head().refusal);
        case EventsBody::Fate::too_large: {
            BodyError error{413, "batch_too_large", "the body is too large", "batch_bytes_max"};
            return encode_body_error(error, limits_);
        }
        case EventsBody::Fate::over_budget:
            return overloaded();
        case EventsBody::Fate::held:
            break;
    }
    // Draining may have started after the head was checked.
    if (draining_) return draining();
    return std::nullopt;
}

net::Response Ingestion::refuse_early(EventsBody& body) {
    auto refusal = refuse(body);
    ATLAS_CHECK(refusal, "a body that is held is not refused early");
    instruments_.count_request(refusal->status, std::chrono::steady_clock::duration::zero());
    return std::move(*refusal);
}

std::optional<net::Response> Ingestion::read_body(EventsBody& body, Pending& pending) {
    const EventsHead& head = body.head();
    pending.body = body.take();
    std::size_t wire_bytes = pending.body.size();
    if (head.gzip) {
        auto inflated = inflate_gzip(pending.body, limits_.batch_bytes_max);
        if (!inflated && inflated.error().code() == ErrorCode::exhausted) {
            BodyError error{413, "batch_too_large", inflated.error().message(), "batch_bytes_max"};
            return encode_body_error(error, limits_);
        }
        if (!inflated) return encode_error(400, "invalid_gzip", inflated.error().message());
        pending.body = std::move(inflated).value();
        // Counted only now, because the size was unknown. Until here it is one body per thread, no
        // larger than the limit.
        if (!pending.hold.resize(pending.body.capacity())) return overloaded();
    }
    instruments_.count_body_bytes(wire_bytes, pending.body.size());
    auto read = head.single ? read_single : head.lines ? read_ndjson_batch : read_json_batch;
    pending.batch = read(pending.body, limits_);
    if (pending.batch.error) return encode_body_error(*pending.batch.error, limits_);
    return std::nullopt;
}

void Ingestion::name_messages(Pending& pending) {
    for (Reading& reading : pending.batch.readings) {
        if (reading.error || reading.event.message_id.given()) continue;
        reading.event.message_id = Text{pending.made.emplace_back(world_.random.uuid())};
    }
}

std::unique_ptr<Sending> Ingestion::build_sending(Pending& pending) {
    auto sending = std::make_unique<Sending>();
    pending.receipt.received_at = format_iso8601_ms(world_.clock.now());
    std::size_t bytes_max = 0;
    std::size_t valid = 0;
    for (const auto& [event, error] : pending.batch.readings) {
        if (error) continue;
        ++valid;
        // The key is appended unescaped, which is never longer than the escaped text.
        bytes_max += event.key().inside.size() +
                     envelope_bytes_max(pending.receipt, event.message_id.inside, event.raw);
    }
    std::size_t read_bytes = pending.batch.readings.capacity() * sizeof(Reading);
    std::size_t record_bytes = valid * sizeof(Sending::Record);
    if (!pending.hold.resize(pending.body.capacity() + read_bytes + record_bytes + bytes_max)) {
        return nullptr;
    }
    auto& bytes = sending->bytes;
    bytes.reserve(bytes_max);
    sending->records.reserve(valid);
    for (const auto& [event, error] : pending.batch.readings) {
        if (error) continue;
        std::size_t key_at = bytes.size();
        event.key().append_to(bytes);
        std::size_t value_at = bytes.size();
        append_envelope(bytes, pending.receipt, event.message_id.inside, event.raw);
        // `bytes` has its final capacity, so it does not move while records point into it.
        std::string_view all(bytes);
        sending->records.push_back(
            {all.substr(key_at, value_at - key_at), all.substr(value_at), {}, nullptr}
        );
    }
    return sending;
}

void Ingestion::finish(Pending& pending, const std::vector<Sending::Record>& records) {
    Tally tally;
    auto response = encode_results(world_.producer.topic(), pending.batch.readings, records, tally);
    instruments_.count_events(tally.acknowledged, tally.invalid, tally.failed);
    answer(pending, std::move(response));
}

}  // namespace atlas::ingestion
