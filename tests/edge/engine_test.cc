// SPDX-License-Identifier: Apache-2.0
// The life of one balancer: it serves, changes, dies and comes back.
#include <algorithm>

#include "edge/edge.h"

namespace atlas::engines::haproxy {
namespace {

TEST_CASE("it serves HTTPS by host name, HTTP/2, default target, redirect, rule") {
    if (!can_run()) return;
    Serving edge;
    CHECK(edge.curl({"https://events.test/"}) == "one");
    CHECK(edge.status("https://events.test/") == "200 2");
    CHECK(edge.status("https://other.edge.test/") == "200 2");
    CHECK(edge.status("https://tea.edge.test/") == "418 2");
    CHECK(edge.status("http://events.test/a") == "301 1.1");
    CHECK(
        edge.curl(
            {"--tls-max", "1.1", "-o", "/dev/null", "-w", "%{http_code}", "https://events.test/"}
        ) == "000"
    );
}

TEST_CASE("a second target joins without a restart, the first drains") {
    if (!can_run()) return;
    Serving edge;
    int pid = edge.pid_of_balancer();
    edge.start_target("app-2", "eni-0000000004", "two");
    edge.engine->apply(edge.wanted({first, second}));
    REQUIRE(edge.healthy(second));
    auto drained = first;
    drained.draining = true;
    edge.engine->apply(edge.wanted({drained, second}));
    CHECK(edge.loop.run_until([&] {
        auto health = edge.engine->health("edge", "tg-app", drained);
        return health && health->state == Health::State::draining && health->sessions == 0;
    }));
    for (int count = 0; count < 5; ++count)
        CHECK(edge.curl({"https://events.test/"}) == "two");
    edge.engine->apply(edge.wanted({second}));
    CHECK(edge.curl({"https://events.test/"}) == "two");
    CHECK(edge.pid_of_balancer() == pid);
}

TEST_CASE("a new rule is a reload of the same process") {
    if (!can_run()) return;
    Serving edge;
    int pid = edge.pid_of_balancer();
    auto wanted = edge.wanted({first});
    wanted.balancer.listeners[1].rules[0].action = FixedResponse{403, "", ""};
    edge.engine->apply(wanted);
    CHECK(edge.loop.run_until([&] { return edge.status("https://tea.edge.test/") == "403 2"; }));
    CHECK(edge.curl({"https://events.test/"}) == "one");
    CHECK(edge.pid_of_balancer() == pid);
}

TEST_CASE("a killed HAProxy comes back with its sockets and targets") {
    if (!can_run()) return;
    Serving edge;
    int pid = edge.pid_of_balancer();
    edge.kill_balancer();
    CHECK(edge.curl({"https://events.test/"}) == "one");
    CHECK(edge.pid_of_balancer() != pid);
}

TEST_CASE("a region that died and came back finds it as it was") {
    if (!can_run()) return;
    Serving edge;
    int pid = edge.pid_of_balancer();
    edge.reopen();
    CHECK(edge.curl({"https://events.test/"}) == "one");
    edge.engine->apply(edge.wanted({first}));
    REQUIRE(edge.healthy(first));
    CHECK(edge.pid_of_balancer() == pid);
    CHECK(edge.curl({"https://events.test/"}) == "one");
}

TEST_CASE("a dead target is told as unhealthy, with why") {
    if (!can_run()) return;
    Serving edge;
    edge.stop_target("app-1");
    edge.targets.clear();
    CHECK(edge.loop.run_until([&] {
        auto health = edge.engine->health("edge", "tg-app", first);
        return health && health->state == Health::State::unhealthy && !health->reason.empty();
    }));
}

TEST_CASE("a request outlives a change of listeners") {
    if (!can_run()) return;
    Serving edge;
    int pid = edge.pid_of_balancer();
    Curl waiting(edge, {"-m", "60", "https://events.test/wait"});
    REQUIRE(edge.loop.run_until([&] { return fs::exists(edge.home / "app-1" / "waiting"); }));
    auto wanted = edge.wanted({first});
    auto added = wanted.balancer.listeners[1];
    added.id = "l8443";
    added.port = 8443;
    wanted.balancer.listeners.push_back(added);
    edge.engine->apply(wanted);
    // Every request meanwhile is answered too.
    REQUIRE(edge.loop.run_until([&] {
        CHECK(edge.curl({"https://events.test/"}) == "one");
        return edge.curl({"https://events.test:8443/"}) == "one";
    }));
    CHECK(edge.curl({"https://events.test/"}) == "one");
    CHECK(edge.engine->serving("edge"));
    CHECK_FALSE(waiting.finished());
    edge.write("app-1", "go");
    CHECK(waiting.output() == "one");
    CHECK(edge.loop.run_until([&] { return edge.supervisor->running().size() == 2; }));
    CHECK(edge.pid_of_balancer() != pid);
}

TEST_CASE("a region that dies while a listener is added comes back to one balancer") {
    if (!can_run()) return;
    Serving edge;
    Curl waiting(edge, {"-m", "60", "https://events.test/wait"});
    REQUIRE(edge.loop.run_until([&] { return fs::exists(edge.home / "app-1" / "waiting"); }));
    auto wanted = edge.wanted({first});
    wanted.balancer.listeners[0].port = 8443;
    edge.engine->apply(wanted);
    auto balancers = [&] {
        return std::ranges::count_if(edge.supervisor->running(), [](const auto& running) {
            return running.id.starts_with("elb-");
        });
    };
    REQUIRE(edge.loop.run_until([&] { return balancers() == 2; }));
    edge.reopen();
    edge.engine->apply(wanted);
    REQUIRE(edge.loop.run_until([&] {
        return edge.status("http://events.test:8443/").starts_with("301");
    }));
    CHECK(edge.curl({"https://events.test/"}) == "one");
    edge.write("app-1", "go");
    CHECK(edge.loop.run_until([&] { return balancers() == 1; }));
    CHECK(edge.curl({"https://events.test/"}) == "one");
}

TEST_CASE("other security groups of the balancer hold for its public listeners at once") {
    if (!can_run()) return;
    Serving edge;
    int pid = edge.pid_of_balancer();
    auto wanted = edge.wanted({first});
    wanted.security_groups = {"sg-closed"};
    edge.engine->apply(wanted);
    CHECK(edge.loop.run_until([&] { return edge.curl({"-m", "1", "https://events.test/"}) == ""; })
    );
    edge.engine->apply(edge.wanted({first}));
    CHECK(edge.loop.run_until([&] {
        return edge.curl({"-m", "1", "https://events.test/"}) == "one";
    }));
    CHECK(edge.pid_of_balancer() == pid);
}

TEST_CASE("a balancer without listeners is there too") {
    if (!can_run()) return;
    Edge edge;
    Wanted bare = edge.wanted({});
    bare.balancer.listeners.clear();
    bare.balancer.groups.clear();
    edge.engine->apply(bare);
    CHECK(edge.loop.run_until([&] { return edge.engine->serving("edge"); }));
}

}  // namespace
}  // namespace atlas::engines::haproxy
