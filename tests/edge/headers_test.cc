// SPDX-License-Identifier: Apache-2.0
// What a target is told of its client.
#include "edge/edge.h"

namespace atlas::engines::haproxy {
namespace {

std::string headers_of(Edge& edge, std::vector<std::string> more) {
    more.push_back("https://events.test/headers");
    return "\n" + edge.curl(std::move(more));
}

TEST_CASE("a target is told of its client, after what the client said") {
    if (!can_run()) return;
    Serving edge;
    auto seen = headers_of(edge, {"-H", "X_Odd: 1"});
    CHECK(seen.contains("\nhost: events.test\n"));
    CHECK(seen.contains("\nx-forwarded-for: 127.0.0.1\n"));
    CHECK(seen.contains("\nx-forwarded-proto: https\n"));
    CHECK(seen.contains("\nx-forwarded-port: 443\n"));
    CHECK(seen.contains("\nx-amzn-trace-id: Root=1-"));
    CHECK(seen.contains("\nx_odd: 1\n"));
    CHECK_FALSE(seen.contains("x-amzn-tls-version"));
    // What a client says of proto and port is not believed, what it says of others comes first.
    seen = headers_of(
        edge,
        {"-H",
         "X-Forwarded-For: 1.2.3.4, 5.6.7.8",
         "-H",
         "X-Forwarded-Proto: gopher",
         "-H",
         "X-Forwarded-Port: 70",
         "-H",
         "X-Amzn-Trace-Id: Root=1-2-3"}
    );
    CHECK(seen.contains("\nx-forwarded-for: 1.2.3.4, 5.6.7.8, 127.0.0.1\n"));
    CHECK(seen.find("x-forwarded-for") == seen.rfind("x-forwarded-for"));
    CHECK(seen.contains("\nx-forwarded-proto: https\n"));
    CHECK(seen.contains("\nx-forwarded-port: 443\n"));
    CHECK_FALSE(seen.contains("gopher"));
    CHECK(seen.contains("\nx-amzn-trace-id: Self=1-"));
    CHECK(seen.contains(";Root=1-2-3\n"));
}

TEST_CASE("the balancer's attributes decide over headers") {
    if (!can_run()) return;
    Serving edge;
    auto wanted = edge.wanted({first});
    auto& headers = wanted.balancer.headers;
    headers.forwarded_for = RequestHeaders::ForwardedFor::remove;
    headers.drop_invalid = true;
    headers.tls_details = true;
    edge.engine->apply(wanted);
    auto seen = [&] {
        return headers_of(edge, {"-H", "X-Forwarded-For: 1.2.3.4", "-H", "X_Odd: 1"});
    };
    REQUIRE(edge.loop.run_until([&] { return !seen().contains("x-forwarded-for"); }));
    CHECK_FALSE(seen().contains("x_odd"));
    CHECK(seen().contains("\nx-amzn-tls-version: TLSv1."));
    headers.forwarded_for = RequestHeaders::ForwardedFor::preserve;
    edge.engine->apply(wanted);
    CHECK(edge.loop.run_until([&] { return seen().contains("\nx-forwarded-for: 1.2.3.4\n"); }));
    headers = {};
    headers.client_port = true;
    edge.engine->apply(wanted);
    CHECK(edge.loop.run_until([&] {
        return seen().contains("\nx-forwarded-for: 1.2.3.4, 127.0.0.1:");
    }));
}

TEST_CASE("a listener of another port tells it in Host, unless Host is to be preserved") {
    if (!can_run()) return;
    Serving edge;
    auto wanted = edge.wanted({first});
    wanted.balancer.listeners[1].port = 8443;
    edge.engine->apply(wanted);
    auto seen = [&](const std::string& host) {
        return "\n" + edge.curl({"-H", "Host: " + host, "https://events.test:8443/headers"});
    };
    REQUIRE(edge.loop.run_until([&] {
        return seen("events.test").contains("\nhost: events.test:8443\n");
    }));
    CHECK(seen("events.test:9").contains("\nhost: events.test:9\n"));
    wanted.balancer.headers.preserve_host = true;
    edge.engine->apply(wanted);
    CHECK(edge.loop.run_until([&] { return seen("events.test").contains("\nhost: events.test\n"); })
    );
}

}  // namespace
}  // namespace atlas::engines::haproxy
