// SPDX-License-Identifier: Apache-2.0
// What a balancer comes back to when its region, or its HAProxy, fails at a bad moment.
#include <algorithm>
#include <cstdlib>
#include <random>

#include "edge/edge.h"

namespace atlas::engines::haproxy {
namespace {

std::uint32_t seed() {
    const char* given = std::getenv("ATLAS_TEST_SEED");
    return given ? static_cast<std::uint32_t>(std::strtoul(given, nullptr, 10)) : 20261126;
}

std::ptrdiff_t balancers(const Edge& edge) {
    return std::ranges::count_if(edge.supervisor->running(), [](const auto& running) {
        return running.id.starts_with("elb-");
    });
}

/// The balancer as Terraform makes it: no listener, one, both with a target.
std::vector<Wanted> stages(Edge& edge) {
    auto all = edge.wanted({first});
    auto one = all;
    one.balancer.listeners.pop_back();
    one.balancer.groups.clear();
    auto none = one;
    none.balancer.listeners.clear();
    return {none, one, all};
}

TEST_CASE("a region that dies at any moment of a balancer's start comes back to one that serves") {
    if (!can_run()) return;
    Edge edge;
    edge.make_certificate();
    edge.start_target("app-1", "eni-0000000003", "one");
    std::mt19937 random(seed());
    std::uniform_int_distribution<int> moment(0, 200);
    for (int round = 0; round < 5; ++round) {
        CAPTURE(seed());
        CAPTURE(round);
        for (const auto& wanted : stages(edge)) {
            edge.engine->apply(wanted);
            edge.loop.run_until([] { return false; }, std::chrono::milliseconds(moment(random)));
            edge.reopen();
        }
        edge.engine->apply(edge.wanted({first}));
        REQUIRE(edge.healthy(first));
        CHECK(edge.curl({"https://events.test/"}) == "one");
        CHECK(edge.status("http://events.test/a") == "301 1.1");
        CHECK(edge.loop.run_until([&] { return balancers(edge) == 1; }));
        CHECK(edge.engine->trouble("edge") == "");
        bool removed = false;
        edge.engine->remove("edge", *store::UndecidedKeys{}.durable(), [&] { removed = true; });
        REQUIRE(edge.loop.run_until([&] { return removed; }));
    }
}

TEST_CASE("a HAProxy that does not answer is replaced, and what it serves goes on") {
    if (!can_run()) return;
    Serving edge;
    int pid = edge.pid_of_balancer();
    fs::remove(edge.home / "elb/edge/admin-0.sock");
    auto wanted = edge.wanted({first});
    wanted.balancer.listeners[1].rules[0].action = FixedResponse{403, "", ""};
    edge.engine->apply(wanted);
    REQUIRE(edge.loop.run_until([&] { return !edge.engine->trouble("edge").empty(); }));
    CHECK(edge.curl({"https://events.test/"}) == "one");
    CHECK(edge.loop.run_until([&] {
        CHECK(edge.curl({"-w", "%{exitcode} %{errormsg}", "https://events.test/"}) == "one0 ");
        return edge.status("https://tea.edge.test/") == "403 2";
    }));
    CHECK(edge.loop.run_until([&] { return balancers(edge) == 1; }));
    CHECK(edge.pid_of_balancer() != pid);
    CHECK(edge.engine->trouble("edge") == "");
    CHECK(edge.healthy(first));
}

}  // namespace
}  // namespace atlas::engines::haproxy
