// SPDX-License-Identifier: Apache-2.0
#include "events-ingestion/ingestion.h"

#include <doctest/doctest.h>

#include "events-ingestion/fake_producer.h"
#include "json/value.h"

using namespace atlas;
using namespace atlas::ingestion;

namespace {

const std::string good = R"({"type":"page","userId":"u","messageId":"m"})";

/// The service with a producer that the test controls.
struct Bench {
    FakeProducer producer;
    FakeClock clock{*parse_iso8601("2026-11-22T20:49:43.934Z")};
    SeededRandom random{1};
    Ingestion service;
    std::optional<net::Response> answered;

    explicit Bench(Limits limits = {})
        : service(
              limits,
              WriteKeys::parse(R"([{"id":"web","key":"k"}])").value(),
              {producer, clock, random}
          ) {}

    /// Sends a request and acknowledges its events.
    net::Response post(
        const std::string& target, std::string_view body, const net::Headers& more = {}
    ) {
        start(target, body, more);
        producer.deliver();
        REQUIRE(answered);
        return *std::exchange(answered, std::nullopt);
    }
    void start(const std::string& target, std::string_view body, const net::Headers& more = {}) {
        call(arrive(target, body, more));
    }
    /// A request of which `body` has arrived; `call` completes it.
    net::Request arrive(
        const std::string& target,
        std::string_view body,
        const net::Headers& more = {},
        const std::string& method = "POST"
    ) {
        net::Request request;
        request.method = method;
        request.target = target;
        request.headers = more;
        if (!more.find("Authorization")) request.headers.add("Authorization", "Bearer k");
        request.sink = service.choose_sink(request);
        REQUIRE(request.sink);
        REQUIRE(request.sink->write(body));
        return request;
    }
    void call(net::Request request) {
        service.handle(std::move(request), [this](net::Response response) {
            REQUIRE_FALSE(answered);
            answered = std::move(response);
        });
    }
    net::Response take_answer() {
        REQUIRE(answered);
        return *std::exchange(answered, std::nullopt);
    }
    /// The gauge ingestion_inflight_bytes.
    std::size_t held_bytes() {
        const std::string name = "\ningestion_inflight_bytes ";
        auto text = get("/metrics").body;
        auto at = text.find(name);
        REQUIRE(at != std::string::npos);
        return std::stoull(text.substr(at + name.size()));
    }
    net::Response get(const std::string& target, const std::string& method = "GET") {
        net::Request request;
        request.method = method;
        request.target = target;
        call(std::move(request));
        return *std::exchange(answered, std::nullopt);
    }
};

net::Headers headers(std::string name, std::string value) {
    net::Headers made;
    made.add(std::move(name), std::move(value));
    return made;
}

std::optional<net::Response> early_answer(const net::Request& request) {
    return dynamic_cast<net::AnsweringSink&>(*request.sink).early_answer();
}

std::string error_code(const net::Response& response) {
    auto body = json::parse(response.body);
    REQUIRE(body);
    auto* error = body.value().find("error");
    REQUIRE(error);
    return std::to_string(response.status) + " " + *error->find("code")->as_string();
}

}  // namespace

TEST_CASE("an event is answered after Kafka has it, and says where it is") {
    Bench bench;
    bench.start("/v1/events", good);
    CHECK_FALSE(bench.answered);
    bench.producer.deliver();
    REQUIRE(bench.answered);
    CHECK(bench.answered->status == 200);
    CHECK(*bench.answered->headers.find("X-Durability") == "kafka");
    CHECK(
        bench.answered->body ==
        R"({"acknowledged":1,"refused":0,"results":[{"index":0,"messageId":"m","status":200,)"
        R"("code":"ok","topic":"events","partition":0,"offset":0}]})"
    );
}

TEST_CASE("on the topic an event is wrapped and keyed by its user") {
    Bench bench;
    bench.post("/v1/events", R"({"type":"page","userId":"\u00fc","messageId":"m\n"})");
    REQUIRE(bench.producer.log.size() == 1);
    CHECK(bench.producer.log[0].first == "\xC3\xBC");
    CHECK(
        bench.producer.log[0].second ==
        R"({"schemaVersion":1,"messageId":"m\n","receivedAt":"2026-11-22T20:49:43.934Z",)"
        R"("writeKeyId":"web","event":{"type":"page","userId":"\u00fc","messageId":"m\n"}})"
    );
}

TEST_CASE("a message without an id gets one, which the answer tells") {
    Bench bench;
    auto response = bench.post("/v1/events", R"({"type":"page","anonymousId":"a"})");
    auto answer = json::parse(response.body).value();
    auto record = json::parse(bench.producer.log[0].second).value();
    auto& entry = answer.find("results")->as_array()->front();
    CHECK(entry.find("messageId")->as_string()->size() == 36);
    CHECK(*entry.find("messageId") == *record.find("messageId"));
}

TEST_CASE("each event of a batch has its own fate") {
    Bench bench;
    auto mixed =
        bench.post("/v1/batch", "[" + good + R"(,{"type":"buy","userId":"u"},)" + good + "]");
    CHECK(mixed.status == 207);
    CHECK(bench.producer.log.size() == 2);
    CHECK(
        mixed.body.find(R"({"index":1,"status":422,"code":"unknown_value","field":"type")") !=
        std::string::npos
    );
    CHECK(
        mixed.body.find(R"({"index":2,"messageId":"m","status":200,"code":"ok","topic":"events",)"
                        R"("partition":0,"offset":1})") != std::string::npos
    );
    CHECK(bench.post("/v1/batch", R"([{"type":"buy"},7])").status == 422);
    auto lines = headers("Content-Type", "application/x-ndjson; charset=utf-8");
    CHECK(bench.post("/v1/batch", good + "\n" + good, lines).status == 200);
    CHECK(bench.post("/v1/batch", good + "\n{", lines).status == 207);
}

TEST_CASE("what Kafka did not acknowledge is never a success") {
    Bench bench;
    Delivery failure{503, "not_acknowledged", -1, -1, "Local: Message timed out"};
    bench.start("/v1/batch", "[" + good + "," + good + "]");
    bench.producer.deliver(&failure);
    REQUIRE(bench.answered);
    CHECK(bench.answered->status == 503);
    CHECK(*bench.answered->headers.find("Retry-After") == "1");
    CHECK_FALSE(bench.answered->headers.find("X-Durability"));
    CHECK(bench.answered->body.find(R"("code":"not_acknowledged")") != std::string::npos);
}

TEST_CASE("one good event that Kafka did not acknowledge makes the whole answer a 503") {
    Bench bench;
    Delivery failure{503, "not_acknowledged", -1, -1, "Local: Message timed out"};
    const std::string other = R"({"type":"page","userId":"u","messageId":"n"})";
    bench.start("/v1/batch", "[" + good + ",7," + other + "]");
    REQUIRE(bench.producer.waiting.size() == 1);
    auto sending = std::move(bench.producer.waiting.front());
    bench.producer.waiting.clear();
    sending->records[0].delivery = {200, "ok", 3, 14, ""};
    sending->records[1].delivery = failure;
    sending->done(sending->records);
    auto response = bench.take_answer();
    CHECK(response.status == 503);
    CHECK(*response.headers.find("Retry-After") == "1");
    CHECK_FALSE(response.headers.find("X-Durability"));
    CHECK(response.body.starts_with(R"({"acknowledged":1,"refused":2,"results":[)"));
    CHECK(response.body.contains(R"({"index":0,"messageId":"m","status":200,"code":"ok")"));
    CHECK(response.body.contains(R"({"index":1,"status":422,"code":"not_an_object")"));
    CHECK(response.body.contains(
        R"({"index":2,"messageId":"n","status":503,"code":"not_acknowledged")"
    ));
}

TEST_CASE("a record that is too large for Kafka is bad itself: the others' 207 stands") {
    Bench bench;
    bench.start("/v1/batch", "[" + good + "," + good + "]");
    REQUIRE(bench.producer.waiting.size() == 1);
    auto sending = std::move(bench.producer.waiting.front());
    bench.producer.waiting.clear();
    sending->records[0].delivery = {200, "ok", 0, 0, ""};
    sending->records[1].delivery = {413, "record_too_large", -1, -1, "Message size too large"};
    sending->done(sending->records);
    auto response = bench.take_answer();
    CHECK(response.status == 207);
    CHECK_FALSE(response.headers.find("Retry-After"));
    CHECK(*response.headers.find("X-Durability") == "kafka");
}

TEST_CASE("memory that waits for Kafka is bounded") {
    Limits limits;
    limits.inflight_bytes_max = 3000;
    Bench bench(limits);
    bench.start("/v1/events", good);
    CHECK_FALSE(bench.answered);
    for (int more = 0; more < 10 && !bench.answered; ++more)
        bench.start("/v1/events", good);
    REQUIRE(bench.answered);
    CHECK(error_code(*bench.answered) == "503 overloaded");
    CHECK(*bench.answered->headers.find("Retry-After") == "1");
    bench.answered.reset();
    while (!bench.producer.waiting.empty()) {
        auto first = std::move(bench.producer.waiting.front());
        bench.producer.waiting.erase(bench.producer.waiting.begin());
        for (auto& record : first->records)
            record.delivery = {200, "ok", 0, 0, ""};
        first->done(first->records);
        bench.answered.reset();
    }
    CHECK(bench.post("/v1/events", good).status == 200);
    CHECK(bench.get("/metrics").body.find("ingestion_inflight_bytes 0\n") != std::string::npos);
}

TEST_CASE("who gives no key writes nothing") {
    Bench bench;
    auto refused = bench.post("/v1/events", good, headers("Authorization", "Bearer wrong"));
    CHECK(error_code(refused) == "401 unknown_write_key");
    CHECK(refused.headers.find("WWW-Authenticate"));
    CHECK(bench.producer.log.empty());
}

TEST_CASE("a 413 names every limit and the one exceeded") {
    Limits limits;
    limits.event_bytes_max = 20;
    Bench bench(limits);
    auto response = bench.post("/v1/events", good);
    CHECK(error_code(response) == "413 event_too_large");
    auto error = *json::parse(response.body).value().find("error");
    CHECK(*error.find("exceeded")->as_string() == "event_bytes_max");
    CHECK(*error.find("limits")->find("event_bytes_max")->as_int() == 20);
    CHECK(*error.find("limits")->find("batch_bytes_max")->as_int() == 1 << 20);
}

TEST_CASE("a body above its limit is refused by its head, or as soon as it goes beyond") {
    Limits limits;
    limits.batch_bytes_max = 1000;
    Bench bench(limits);
    const auto fitting = bench.arrive("/v1/batch", "", headers("Content-Length", "1000"));
    CHECK_FALSE(early_answer(fitting));
    for (const char* length : {"1001", "4294967296", "99999999999999999999"}) {
        auto announced = bench.arrive("/v1/batch", "", headers("Content-Length", length));
        auto response = early_answer(announced);
        REQUIRE(response);
        CHECK(error_code(*response) == "413 batch_too_large");
        CHECK(response->body.contains(R"("exceeded":"batch_bytes_max")"));
    }
    auto chunked = bench.arrive("/v1/batch", std::string(1000, ' '));
    CHECK_FALSE(early_answer(chunked));
    REQUIRE(chunked.sink->write(" "));
    CHECK(bench.held_bytes() == 0);
    auto response = early_answer(chunked);
    REQUIRE(response);
    CHECK(error_code(*response) == "413 batch_too_large");
    CHECK(bench.get("/metrics").body.contains("status=\"413\"} 4\n"));
    // If the whole body has already arrived, the handler gives the same answer.
    CHECK(error_code(bench.post("/v1/batch", std::string(2000, ' '))) == "413 batch_too_large");
}

TEST_CASE("a body behind a refused head is answered before a byte of it") {
    Bench bench;
    const auto early = [&](const std::string& target, const net::Headers& more) {
        auto length = more;
        length.add("Content-Length", "10");
        auto request = bench.arrive(target, "", length);
        auto response = early_answer(request);
        return response ? error_code(*response) : "read on";
    };
    CHECK(early("/v1/events", {}) == "read on");
    CHECK(early("/v1/events", headers("Authorization", "Bearer no")) == "401 unknown_write_key");
    CHECK(early("/v1/batch", headers("Content-Encoding", "br")) == "415 unsupported_encoding");
    CHECK(early("/v1/nothing", {}) == "404 not_found");
    CHECK(early("/health", {}) == "405 method_not_allowed");
    bench.service.drain();
    CHECK(early("/v1/events", {}) == "503 draining");
}

TEST_CASE("the name of a content coding ignores case") {
    Bench bench;
    for (const char* coding : {"gzip", "GZIP", "Gzip", "X-GZip", " gzip "}) {
        CAPTURE(coding);
        auto response = bench.post("/v1/events", "no gzip", headers("Content-Encoding", coding));
        CHECK(error_code(response) == "400 invalid_gzip");
    }
    for (const char* coding : {"Identity", ""})
        CHECK(bench.post("/v1/events", good, headers("Content-Encoding", coding)).status == 200);
    auto other = bench.post("/v1/events", good, headers("Content-Encoding", "gzip, gzip"));
    CHECK(error_code(other) == "415 unsupported_encoding");
}

TEST_CASE("a body is held only for who may send it, and where it is asked for") {
    Bench bench;
    std::string piece(100'000, ' ');
    for (auto [name, value] : {
             std::pair{"Authorization", "Bearer wrong"},
             std::pair{"Authorization", "Basic "},
             std::pair{"Content-Type", "text/csv"},
             std::pair{"Content-Encoding", "br"},
         }) {
        CAPTURE(value);
        auto refused = bench.arrive("/v1/batch", piece, headers(name, value));
        CHECK(bench.held_bytes() == 0);
        bench.call(std::move(refused));
        CHECK(bench.take_answer().status == (name == std::string("Authorization") ? 401 : 415));
    }
    auto elsewhere = bench.arrive("/v1/elsewhere", piece);
    CHECK(bench.held_bytes() == 0);
    CHECK(elsewhere.body.empty());
    bench.call(std::move(elsewhere));
    CHECK(bench.take_answer().status == 404);
    auto other_method = bench.arrive("/v1/batch", piece, {}, "PUT");
    CHECK(bench.held_bytes() == 0);
    bench.call(std::move(other_method));
    CHECK(bench.take_answer().status == 405);
    bench.service.drain();
    auto late = bench.arrive("/v1/batch", piece);
    CHECK(bench.held_bytes() == 0);
    bench.call(std::move(late));
    CHECK(error_code(bench.take_answer()) == "503 draining");
}

TEST_CASE("a body takes of the budget as it arrives, and gives it back if it never ends") {
    Limits limits;
    limits.inflight_bytes_max = 100'000;
    Bench bench(limits);
    {
        auto announced = headers("Content-Length", "60000");
        auto broken_off = bench.arrive("/v1/batch", "", announced);
        CHECK(bench.held_bytes() == 0);
        REQUIRE(broken_off.sink->write(std::string(50'000, ' ')));
        CHECK(bench.held_bytes() >= 50'000);

        auto second = bench.arrive("/v1/batch", std::string(60'000, ' '));
        CHECK(bench.held_bytes() < 60'000);
        bench.call(std::move(second));
        auto response = bench.take_answer();
        CHECK(error_code(response) == "503 overloaded");
        CHECK(*response.headers.find("Retry-After") == "1");
    }
    CHECK(bench.held_bytes() == 0);
    CHECK(bench.post("/v1/events", good).status == 200);
    CHECK(error_code(bench.post("/v1/batch", std::string(60'000, ' '))) == "400 invalid_json");
    CHECK(error_code(bench.post("/v1/batch", "[7")) == "400 invalid_json");
    CHECK(bench.post("/v1/batch", "[7]").status == 422);
    CHECK(bench.held_bytes() == 0);
}

TEST_CASE("the drain refuses a body that began before it and gives its memory back") {
    Bench bench;
    auto begun = bench.arrive("/v1/events", good);
    CHECK(bench.held_bytes() > 0);
    bench.service.drain();
    bench.call(std::move(begun));
    CHECK(error_code(bench.take_answer()) == "503 draining");
    CHECK(bench.held_bytes() == 0);
}

TEST_CASE("other bodies, paths and methods are told so") {
    Bench bench;
    CHECK(error_code(bench.post("/v1/events", "{")) == "400 invalid_json");
    CHECK(
        error_code(bench.post("/v1/events", good, headers("Content-Type", "text/csv"))) ==
        "415 unsupported_media_type"
    );
    CHECK(
        error_code(bench.post("/v1/events", good, headers("Content-Encoding", "br"))) ==
        "415 unsupported_encoding"
    );
    CHECK(
        error_code(bench.post("/v1/events", good, headers("Content-Encoding", "gzip"))) ==
        "400 invalid_gzip"
    );
    CHECK(error_code(bench.get("/v1/batch")) == "405 method_not_allowed");
    CHECK(error_code(bench.get("/elsewhere")) == "404 not_found");
    CHECK(error_code(bench.get("/health", "DELETE")) == "405 method_not_allowed");
}

TEST_CASE("health is the process, readiness is Kafka") {
    Bench bench;
    CHECK(bench.get("/health").status == 200);
    CHECK(bench.get("/ready").status == 200);
    bench.producer.ready = false;
    CHECK(bench.get("/health").status == 200);
    CHECK(error_code(bench.get("/ready")) == "503 kafka_unavailable");
}

TEST_CASE("while it drains, what was taken is finished and nothing more is taken") {
    Bench bench;
    bench.start("/v1/events", good);
    bench.service.drain();
    bench.producer.deliver();
    REQUIRE(bench.answered);
    CHECK(bench.answered->status == 200);
    bench.answered.reset();
    CHECK(error_code(bench.post("/v1/events", good)) == "503 draining");
    CHECK(error_code(bench.get("/ready")) == "503 draining");
}

TEST_CASE("metrics count requests and events") {
    Bench bench;
    bench.post("/v1/batch", "[" + good + ",7]");
    auto text = bench.get("/metrics").body;
    CHECK(text.find("ingestion_requests_total{status=\"207\"} 1\n") != std::string::npos);
    CHECK(text.find("ingestion_events_total{outcome=\"acknowledged\"} 1\n") != std::string::npos);
    CHECK(text.find("ingestion_events_total{outcome=\"invalid\"} 1\n") != std::string::npos);
    CHECK(text.find("ingestion_request_duration_seconds_count 1\n") != std::string::npos);
}
