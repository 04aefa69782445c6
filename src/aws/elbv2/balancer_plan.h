// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "aws/elbv2/state.h"
#include "engines/haproxy/balancer.h"
#include "engines/haproxy/engine.h"

namespace atlas::aws::elbv2 {

/// Translates a load balancer's rows into the engine's desired state: listeners, rules and every
/// target group that they forward to. `public_address` is the address leased for an internet-facing
/// balancer, empty for an internal one. HTTPS listeners without an issued certificate are left out.
/// Pure, except that it reads certificates.
engines::haproxy::Wanted plan_balancer(
    const State& state, const BalancerRow& row, const std::string& public_address
);

/// The names below the region's suffix in the host-header conditions of a balancer's rules, without
/// wildcards, in lower case, sorted.
struct HostNames {
    std::vector<std::string> published;  // resolve to the balancer
    /// Only the region itself may give these out (`is_reserved_name`). A rule may have one as its
    /// condition, but the name does not resolve to the balancer.
    std::vector<std::string> reserved;
};
HostNames host_names(const State& state, const BalancerRow& row, const Place& place);

/// "tg-<id>", the group's name in the engine's configuration.
std::string engine_group(const GroupRow& row);
/// A target's key in the engine, as Engine::health wants it.
engines::haproxy::Target engine_target(const TargetRow& row);

}  // namespace atlas::aws::elbv2
