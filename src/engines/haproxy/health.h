// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "engines/haproxy/admin_socket.h"
#include "engines/haproxy/balancer.h"

namespace atlas::engines::haproxy {

/// A target's health in ELB's terms (DescribeTargetHealth).
struct Health {
    enum class State : std::uint8_t { initial, healthy, unhealthy, draining };
    State state = State::initial;
    std::string reason;       // "Target.ResponseCodeMismatch", or empty when healthy
    std::string description;  // "Health checks failed with these codes: [503]"
    int sessions = 0;         // current connections; -1 = it should drain but still gets new ones
    bool operator==(const Health&) const = default;
};

/// The health of a target by its server's status; `known` is null if HAProxy does not have the
/// server.
Health health_of(const Target& target, const ServerStatus* known);

}  // namespace atlas::engines::haproxy
