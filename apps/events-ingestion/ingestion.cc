// SPDX-License-Identifier: Apache-2.0
#include "events-ingestion/ingestion.h"

#include <deque>

#include <fmt/core.h>

#include "events-ingestion/batch.h"
#include "events-ingestion/bounded_body.h"
#include "events-ingestion/envelope.h"
#include "events-ingestion/inflate.h"
#include "events-ingestion/results.h"

namespace atlas::ingestion {
namespace {

std::string_view header_of(const net::Request& request, std::string_view name) {
    auto* value = request.headers.find(name);
    return value ? std::string_view(*value) : std::string_view();
}

/// "application/json; charset=utf-8" → "application/json", in lower case.
std::string media_type_of(const net::Request& request) {
    std::string type(header_of(request, "Content-Type"));
    type.resize(std::min(type.find_first_of("; "), type.size()));
    for (char& byte : type)
        byte = byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte | 0x20) : byte;
    return type;
}

bool is_json(std::string_view media_type) {
    return media_type.empty() || media_type == "application/json";
}
bool is_ndjson(std::string_view media_type) {
    return media_type == "application/x-ndjson" || media_type == "application/ndjson" ||
           media_type == "application/jsonl";
}

net::Response text_response(int status, std::string body) {
    net::Response response;
    response.status = status;
    response.headers.add("Content-Type", "text/plain; charset=utf-8");
    response.body = std::move(body);
    return response;
}

}  // namespace

struct Ingestion::Pending {
    net::Respond respond;
    std::chrono::steady_clock::time_point since;
    Receipt receipt;
    bool single = false;
    bool lines = false;
    bool gzip = false;
    std::string body;              // decompressed; never moved again once `batch` points into it
    std::deque<std::string> made;  // message ids that the service made
    Batch batch;
    std::size_t inflight_bytes = 0;
};

std::shared_ptr<net::BodySink> Ingestion::choose_sink(const net::Request& request) const {
    if (request.method != "POST") return nullptr;
    return std::make_shared<BoundedBody>(limits_.batch_bytes_max);
}

void Ingestion::handle(net::Request request, net::Respond respond) {
    auto path = request.path();
    bool events = path == "/v1/events" || path == "/v1/batch";
    if (events && request.method == "POST") {
        return handle_events(std::move(request), std::move(respond));
    }
    bool shown = path == "/health" || path == "/ready" || path == "/metrics";
    if (!events && !shown) return respond(encode_error(404, "not_found", "no such path"));
    if (events || (request.method != "GET" && request.method != "HEAD")) {
        auto response = encode_error(405, "method_not_allowed", "this path takes another method");
        response.headers.add("Allow", events ? "POST" : "GET, HEAD");
        return respond(std::move(response));
    }
    if (path == "/health") return respond(text_response(200, "ok\n"));
    if (path == "/ready") return respond(ready());
    auto response =
        text_response(200, instruments_.expose(world_.producer.state(), inflight_bytes_));
    response.headers.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    respond(std::move(response));
}

net::Response Ingestion::ready() const {
    if (draining_) return encode_error(503, "draining", "the service is shutting down");
    auto state = world_.producer.state();
    if (!state.ready) return encode_error(503, "kafka_unavailable", state.why);
    return text_response(200, "ready\n");
}

void Ingestion::handle_events(net::Request request, net::Respond respond) {
    auto pending = std::make_shared<Pending>();
    pending->respond = std::move(respond);
    pending->since = world_.clock.steady();
    if (auto refusal = refuse_head(request, *pending)) return answer(*pending, std::move(*refusal));
    if (auto refusal = read_body(request, *pending)) return answer(*pending, std::move(*refusal));
    name_messages(*pending);
    auto sending = build_sending(*pending);
    if (sending->records.empty()) return finish(*pending, {});

    // Counted before it is compared, so that requests at the same time cannot all slip through.
    pending->inflight_bytes = pending->body.size() + sending->bytes.size();
    if (inflight_bytes_.fetch_add(pending->inflight_bytes) > limits_.inflight_bytes_max) {
        return answer(
            *pending,
            encode_error(503, "overloaded", "too much is waiting for Kafka; nothing taken")
        );
    }
    sending->done = [this, pending](const std::vector<Sending::Record>& records) {
        finish(*pending, records);
    };
    world_.producer.send(std::move(sending));
}

void Ingestion::answer(Pending& pending, net::Response response) {
    inflight_bytes_ -= pending.inflight_bytes;
    instruments_.count_request(response.status, world_.clock.steady() - pending.since);
    pending.respond(std::move(response));
}

std::optional<net::Response> Ingestion::refuse_head(const net::Request& request, Pending& pending)
    const {
    auto key_id = keys_.find(header_of(request, "Authorization"));
    if (!key_id) {
        auto response = encode_error(401, "unknown_write_key", "give a write key, Basic or Bearer");
        response.headers.add("WWW-Authenticate", "Basic realm=\"events\"");
        return response;
    }
    pending.receipt.write_key_id = std::move(*key_id);
    if (draining_) return encode_error(503, "draining", "the service is shutting down");
    pending.single = request.path() == "/v1/events";
    auto type = media_type_of(request);
    pending.lines = !pending.single && is_ndjson(type);
    if (!pending.lines && !is_json(type)) {
        return encode_error(
            415,
            "unsupported_media_type",
            pending.single ? "an event is application/json"
                           : "a batch is application/json or application/x-ndjson"
        );
    }
    auto encoding = header_of(request, "Content-Encoding");
    pending.gzip = encoding == "gzip" || encoding == "x-gzip";
    if (!pending.gzip && !encoding.empty() && encoding != "identity") {
        return encode_error(415, "unsupported_encoding", "Content-Encoding is gzip or identity");
    }
    return std::nullopt;
}

std::optional<net::Response> Ingestion::read_body(net::Request& request, Pending& pending) {
    if (auto bounded = std::dynamic_pointer_cast<BoundedBody>(request.sink)) {
        if (bounded->exceeded()) {
            BodyError error{413, "batch_too_large", "the body is too large", "batch_bytes_max"};
            return encode_body_error(error, limits_);
        }
        request.body = bounded->take();
    }
    std::size_t wire_bytes = request.body.size();
    if (pending.gzip) {
        auto inflated = inflate_gzip(request.body, limits_.batch_bytes_max);
        if (!inflated && inflated.error().code() == ErrorCode::exhausted) {
            BodyError error{413, "batch_too_large", inflated.error().message(), "batch_bytes_max"};
            return encode_body_error(error, limits_);
        }
        if (!inflated) return encode_error(400, "invalid_gzip", inflated.error().message());
        pending.body = std::move(inflated).value();
    } else {
        pending.body = std::move(request.body);
    }
    instruments_.count_body_bytes(wire_bytes, pending.body.size());
    auto read = pending.single ? read_single : pending.lines ? read_ndjson_batch : read_json_batch;
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
        // Unescaped text is never longer than escaped text.
        bytes_max += event.key().inside.size() +
                     envelope_bytes_max(pending.receipt, event.message_id.inside, event.raw);
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
        // The buffer has its size already, so it does not move while records point into it.
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
