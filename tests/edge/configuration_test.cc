// SPDX-License-Identifier: Apache-2.0
// What callers choose is text to HAProxy, and what HAProxy refuses does not end what works.
#include "edge/edge.h"

namespace atlas::engines::haproxy {
namespace {

TEST_CASE("a rule's text stays with the rule, whatever its characters") {
    if (!can_run()) return;
    Serving edge;
    auto wanted = edge.wanted({first});
    auto& rule = wanted.balancer.listeners[1].rules[0];
    rule.action = Redirect{"HTTPS", "#{host}", "443", "/a#b %[src]'\\\"/#{path}", "q=1%23", 301};
    edge.engine->apply(wanted);
    auto location = [&] {
        return edge.curl({"-o", "/dev/null", "-w", "%header{location}", "https://tea.edge.test/x"});
    };
    CHECK(edge.loop.run_until([&] {
        return location() == "https://tea.edge.test:443/a#b %[src]'\\\"/x?q=1%23";
    }));
    CHECK(edge.curl({"https://events.test/"}) == "one");
    rule.action = FixedResponse{200, "text/plain", "it's \"tea\"\n#2 \\ $HOME %[src]"};
    edge.engine->apply(wanted);
    CHECK(edge.loop.run_until([&] {
        return edge.curl({"https://tea.edge.test/"}) == "it's \"tea\"\n#2 \\ $HOME %[src]";
    }));
}

TEST_CASE("a configuration that HAProxy refuses leaves what works, also after a kill") {
    if (!can_run()) return;
    Serving edge;
    auto wanted = edge.wanted({first});
    wanted.balancer.listeners[0].port = 81;
    wanted.balancer.listeners[1].rules[0].conditions = {
        {Condition::Field::source_ip, "", {"1.2.3.4/99"}}
    };
    edge.engine->apply(wanted);
    REQUIRE(edge.loop.run_until([&] {
        return edge.engine->trouble("edge").contains("haproxy refuses the new configuration");
    }));
    CHECK(edge.curl({"https://events.test/"}) == "one");
    int pid = edge.pid_of_balancer();
    edge.kill_balancer();
    CHECK(edge.curl({"https://events.test/"}) == "one");
    CHECK(edge.status("http://events.test/") == "301 1.1");
    CHECK(edge.pid_of_balancer() != pid);
    CHECK(edge.engine->trouble("edge").contains("haproxy refuses the new configuration"));
    edge.engine->apply(edge.wanted({first}));
    CHECK(edge.loop.run_until([&] { return edge.engine->trouble("edge").empty(); }));
    CHECK(edge.curl({"https://events.test/"}) == "one");
}

}  // namespace
}  // namespace atlas::engines::haproxy
