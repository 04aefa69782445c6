// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "aws/elbv2/state.h"
#include "engines/haproxy/balancer.h"
#include "engines/haproxy/engine.h"

namespace atlas::aws::elbv2 {

/// Rows as the engine's desired state. `public_address` is the balancer's leased one, or empty.
/// Listeners whose certificate is not issued are left out. Pure but for the certificates.
engines::haproxy::Wanted plan_balancer(
    const State& state, const BalancerRow& row, const std::string& public_address
);

/// The host-header values of a balancer's rules that are names below the region's suffix, without
/// wildcards, in lower case: those that it may be reached by, and those that only the region gives
/// out (`is_reserved_name`). A rule with one of these is legal, but no name leads to it.
struct HostNames {
    std::vector<std::string> published;
    std::vector<std::string> reserved;
};
HostNames host_names(const State& state, const BalancerRow& row, const Place& place);

/// "tg-<id>", the group's name in the engine.
std::string engine_group(const GroupRow& row);
engines::haproxy::Target engine_target(const TargetRow& row);

}  // namespace atlas::aws::elbv2
