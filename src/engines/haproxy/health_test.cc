// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/health.h"

#include <doctest/doctest.h>

namespace atlas::engines::haproxy {

using namespace std::chrono_literals;

TEST_CASE("a target is told as ELB tells it") {
    HealthCheck check;
    check.interval = 10s;
    check.unhealthy_threshold = 2;
    Target target{"10.0.0.1", 80, false};
    CHECK(health_of(target, check, nullptr, false, 0s).reason == "Elb.RegistrationInProgress");
    ServerStatus down{"DOWN", "L7STS", 503, 0};
    CHECK(health_of(target, check, &down, false, 19s).state == Health::State::initial);
    auto failed = health_of(target, check, &down, false, 20s);
    CHECK(failed.state == Health::State::unhealthy);
    CHECK(failed.description == "Health checks failed with these codes: [503]");
    CHECK(health_of(target, check, &down, true, 0s).state == Health::State::unhealthy);
    ServerStatus up{"UP 1/2", "L7OK", 200, 4};
    CHECK(health_of(target, check, &up, false, 0s).state == Health::State::healthy);
    ServerStatus unchecked{"UP", "INI", 0, 0};
    CHECK(health_of(target, check, &unchecked, true, 99s).state == Health::State::initial);
    target.draining = true;
    CHECK(health_of(target, check, &up, true, 0s).sessions == -1);
    ServerStatus drain{"DRAIN", "L7OK", 200, 4};
    CHECK(health_of(target, check, &drain, true, 0s).sessions == 4);
}

}  // namespace atlas::engines::haproxy
