// SPDX-License-Identifier: Apache-2.0
// A target is judged by its group's interval and thresholds, and a group without a healthy one
// fails open.
#include "edge/edge.h"

namespace atlas::engines::haproxy {
namespace {

TEST_CASE("an unhealthy target took its threshold of intervals, and is asked all the same") {
    if (!can_run()) return;
    Serving edge;
    auto begin = std::chrono::steady_clock::now();
    edge.remove("app-1", "ready");
    REQUIRE(edge.becomes(first, Health::State::unhealthy));
    // Two checks failed, so one interval of 5 s lies between them.
    CHECK(std::chrono::steady_clock::now() - begin >= 4900ms);
    CHECK(
        edge.engine->health("edge", "tg-app", first)->description ==
        "Health checks failed with these codes: [503]"
    );
    CHECK(edge.curl({"https://events.test/"}) == "one");
}

TEST_CASE("a healthy target keeps requests from an unhealthy one") {
    if (!can_run()) return;
    Serving edge;
    edge.start_target("app-2", "eni-0000000004", "two");
    edge.engine->apply(edge.wanted({first, second}));
    REQUIRE(edge.healthy(second));
    edge.remove("app-2", "ready");
    REQUIRE(edge.becomes(second, Health::State::unhealthy));
    for (int count = 0; count < 6; ++count)
        CHECK(edge.curl({"https://events.test/"}) == "one");
    edge.write("app-2", "ready");
    CHECK(edge.healthy(second));
}

TEST_CASE("an unhealthy target without connections has drained at once") {
    if (!can_run()) return;
    Serving edge;
    edge.start_target("app-2", "eni-0000000004", "two");
    edge.engine->apply(edge.wanted({first, second}));
    REQUIRE(edge.healthy(second));
    edge.remove("app-2", "ready");
    REQUIRE(edge.becomes(second, Health::State::unhealthy));
    auto drained = second;
    drained.draining = true;
    edge.engine->apply(edge.wanted({first, drained}));
    CHECK(edge.loop.run_until([&] {
        auto health = edge.engine->health("edge", "tg-app", drained);
        return health && health->state == Health::State::draining && health->sessions == 0;
    }));
}

TEST_CASE("a new target gets no request before its first check has passed") {
    if (!can_run()) return;
    Edge edge;
    edge.make_certificate();
    edge.start_target("app-1", "eni-0000000003", "one");
    edge.remove("app-1", "ready");
    edge.engine->apply(edge.wanted({first}));
    REQUIRE(edge.becomes(first, Health::State::initial));
    CHECK(edge.status("https://events.test/") == "503 2");
    edge.write("app-1", "ready");
    REQUIRE(edge.healthy(first));
    CHECK(edge.curl({"https://events.test/"}) == "one");
}

}  // namespace
}  // namespace atlas::engines::haproxy
