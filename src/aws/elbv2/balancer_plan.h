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

/// The host-header values of a balancer's rules that end in `suffix` and have no wildcard.
std::vector<std::string> host_names(
    const State& state, const BalancerRow& row, const std::string& suffix
);

/// "tg-<id>", the group's name in the engine.
std::string engine_group(const GroupRow& row);
engines::haproxy::Target engine_target(const TargetRow& row);

}  // namespace atlas::aws::elbv2
