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

TEST_CASE("a new target comes as down, by commands alone") {
    auto change = plan_change(applied_after(one_group({first})), one_group({first, second}));
    CHECK(change.kind == Change::Kind::commands);
    REQUIRE(change.commands.size() == 1);
    CHECK(change.commands[0].starts_with("add server tg/t-10-0-0-2-80 10.0.0.2:80 check "));
    CHECK(change.commands[0].ends_with("; set server tg/t-10-0-0-2-80 health down"));
}

TEST_CASE("draining, coming back and going are commands") {
    auto drained = first;
    drained.draining = true;
    auto drain = plan_change(applied_after(one_group({first})), one_group({drained}));
    CHECK(drain.commands == std::vector<std::string>{"set server tg/t-10-0-0-1-80 state drain"});
    auto back = plan_change(applied_after(one_group({drained})), one_group({first}));
    CHECK(back.commands == std::vector<std::string>{"set server tg/t-10-0-0-1-80 state ready"});
    auto gone = plan_change(applied_after(one_group({drained})), one_group({}));
    CHECK(gone.commands.back() == "del server tg/t-10-0-0-1-80");
}

TEST_CASE("another rule reloads, another port restarts") {
    auto balancer = one_group({first});
    auto applied = applied_after(balancer);
    balancer.listeners[0].default_action = FixedResponse{404, "", ""};
    CHECK(plan_change(applied, balancer).kind == Change::Kind::reload);
    balancer.listeners[0].port = 81;
    CHECK(plan_change(applied, balancer).kind == Change::Kind::restart);
}

TEST_CASE("files for a reload hold only targets that were checked before") {
    auto files =
        with_applied_targets(applied_after(one_group({first})), one_group({first, second}));
    CHECK(files.groups[0].targets == std::vector<Target>{first});
}

}  // namespace
}  // namespace atlas::engines::haproxy
