// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/health.h"

#include <doctest/doctest.h>

#include "engines/haproxy/configuration.h"

namespace atlas::engines::haproxy {

TEST_CASE("a target is told as ELB tells it") {
    Target target{"10.0.0.1", 80, false};
    CHECK(health_of(target, nullptr).reason == "Elb.RegistrationInProgress");
    ServerStatus down{"DOWN", "L7STS", 503, 0};
    auto failed = health_of(target, &down);
    CHECK(failed.state == Health::State::unhealthy);
    CHECK(failed.description == "Health checks failed with these codes: [503]");
    ServerStatus told{"DOWN", "L7STS", 0, 0};
    CHECK(health_of(target, &told).description == "Health checks failed");
    auto initial = down;
    initial.rise = 1'000'000;
    CHECK(health_of(target, &initial).state == Health::State::initial);
    ServerStatus up{"UP 1/2", "L7OK", 200, 4};
    CHECK(health_of(target, &up).state == Health::State::healthy);
    ServerStatus unchecked{"UP", "INI", 0, 0};
    CHECK(health_of(target, &unchecked).state == Health::State::initial);
    target.draining = true;
    CHECK(health_of(target, &up).sessions == -1);
    ServerStatus drain{"DRAIN", "L7OK", 200, 4};
    drain.draining = true;
    CHECK(health_of(target, &drain).sessions == 4);
}

TEST_CASE("a target that is down drains as its spare says") {
    auto targets =
        targets_of(parse_stat("# pxname,svname,scur,status,check_status\n"
                              "tg,a,0,DOWN,L4CON\ntg,a-open,0,DRAIN,\n"
                              "tg,b,0,DOWN,L4CON\ntg,b-open,0,UP,\n"));
    Target target{"10.0.0.1", 80, true};
    CHECK(health_of(target, &targets.at("tg/a")).sessions == 0);
    CHECK(health_of(target, &targets.at("tg/b")).sessions == -1);
}

}  // namespace atlas::engines::haproxy
