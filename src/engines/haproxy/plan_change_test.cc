// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/plan_change.h"

#include <doctest/doctest.h>

namespace atlas::engines::haproxy {
namespace {

Balancer one_group(std::vector<Target> targets) {
    Balancer balancer;
    TargetGroup group;
    group.id = "tg";
    group.targets = std::move(targets);
    balancer.groups = {group};
    Listener listener;
    listener.id = "l80";
    listener.port = 80;
    listener.default_action = Forward{{{"tg", 1}}};
    balancer.listeners = {listener};
    return balancer;
}

const Target first{"10.0.0.1", 80, false};
const Target second{"10.0.0.2", 80, false};

TEST_CASE("the same balancer again needs nothing") {
    auto balancer = one_group({first});
    CHECK(plan_change(applied_after(balancer), balancer) == Change{});
}

const std::string name = "tg/t-10-0-0-1-80";

Applied with_state(ServerState state) {
    auto applied = applied_after(one_group({first}));
    applied.servers["tg"]["t-10-0-0-1-80"] = state;
    return applied;
}

TEST_CASE("a new target comes as initial and down, by commands alone") {
    auto change = plan_change(applied_after(one_group({first})), one_group({first, second}));
    CHECK(change.kind == Change::Kind::commands);
    REQUIRE(change.commands.size() == 1);
    CHECK(change.commands[0].starts_with("add server tg/t-10-0-0-2-80 10.0.0.2:80 check "));
    CHECK(change.commands[0].ends_with("; set server tg/t-10-0-0-2-80 health down"));
}

TEST_CASE("an initial target becomes a steady one with its verdict, with a spare") {
    CHECK(plan_change(with_state({false, true, std::nullopt}), one_group({first})) == Change{});
    auto passed = plan_change(with_state({false, true, true}), one_group({first}));
    REQUIRE(passed.commands.size() == 1);
    CHECK(passed.commands[0].contains("del server " + name + "; add server " + name + " "));
    CHECK(passed.commands[0].contains("set server " + name + " health up; "));
    CHECK(passed.commands[0].ends_with("10.0.0.1:80 backup; enable server " + name + "-open"));
    auto failed = plan_change(with_state({false, true, false}), one_group({first}));
    CHECK(failed.commands[0].contains("set server " + name + " health down; "));
}

TEST_CASE("the verdict is the first check that passes, or the threshold's time without one") {
    TargetGroup group;
    group.id = "tg";
    group.health_check.interval = std::chrono::seconds(10);
    group.health_check.unhealthy_threshold = 3;
    ServerStatus status{"DOWN", "L7STS", 503, 0, 1'000'000, std::chrono::seconds(29)};
    auto state = [&] { return servers_of(group, {{"tg/t", status}, {"tg2/t", status}}).at("t"); };
    CHECK(state() == ServerState{false, true, std::nullopt});
    status.unchanged = std::chrono::seconds(30);
    CHECK(state() == ServerState{false, true, false});
    status.check = "L7OK";
    CHECK(state() == ServerState{false, true, true});
    status.rise = 2;
    CHECK(state() == ServerState{false, false, std::nullopt});
    CHECK(servers_of(group, {{"tg/t", status}, {"tg2/t", status}}).size() == 1);
}

TEST_CASE("draining, coming back and going are commands, for the spare too") {
    auto drained = first;
    drained.draining = true;
    auto drain = plan_change(applied_after(one_group({first})), one_group({drained}));
    std::vector<std::string> both{
        "set server " + name + " state drain; set server " + name + "-open state drain"
    };
    CHECK(drain.commands == both);
    auto back = plan_change(applied_after(one_group({drained})), one_group({first}));
    CHECK(back.commands.front().starts_with("set server " + name + " state ready; "));
    auto gone = plan_change(applied_after(one_group({drained})), one_group({}));
    CHECK(gone.commands.back() == "del server " + name + "-open");
    auto early = plan_change(with_state({false, true, std::nullopt}), one_group({drained}));
    CHECK(early.commands.back() == "del server " + name);
}

TEST_CASE("another rule reloads, another port restarts") {
    auto balancer = one_group({first});
    auto applied = applied_after(balancer);
    balancer.listeners[0].default_action = FixedResponse{404, "", ""};
    CHECK(plan_change(applied, balancer).kind == Change::Kind::reload);
    balancer.listeners[0].port = 81;
    CHECK(plan_change(applied, balancer).kind == Change::Kind::restart);
}

TEST_CASE("how targets are checked belongs to the structure") {
    auto balancer = one_group({first});
    auto applied = applied_after(balancer);
    balancer.groups[0].health_check.interval = std::chrono::seconds(7);
    CHECK(plan_change(applied, balancer).kind == Change::Kind::reload);
}

TEST_CASE("files hold only targets that were checked before") {
    auto both = one_group({first, second});
    auto files = with_steady_targets(applied_after(one_group({first})), both);
    CHECK(files.groups[0].targets == std::vector<Target>{first});
    files = with_steady_targets(with_state({false, true, std::nullopt}), both);
    CHECK(files.groups[0].targets.empty());
    files = with_steady_targets(with_state({false, true, true}), both);
    CHECK(files.groups[0].targets == std::vector<Target>{first});
}

}  // namespace
}  // namespace atlas::engines::haproxy
