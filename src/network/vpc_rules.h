// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "network/network.h"
#include "network/ruleset.h"

namespace atlas::network {

/// Addresses that every VPC router serves.
inline constexpr const char* gateway_address = "169.254.1.1";
inline constexpr const char* dns_address = "169.254.169.253";
inline constexpr const char* task_address = "169.254.170.2";

/// The VPC's resolver, base+2 as on AWS: "10.0.0.2" for "10.0.0.0/16". invalid_argument: not an
/// IPv4 range.
Result<std::string> resolver_address(const std::string& cidr);

/// The table, and the rules of the plan that are not in it.
struct VpcRules {
    Ruleset table;
    /// Rules that nft would refuse, one sentence each. They open nothing.
    std::vector<std::string> skipped;
};

/// Plans the router's table `inet vpc`: which address belongs to which interface, and the security
/// groups in both directions. A packet passes if its connection is known, or if a rule of the
/// sender's groups allows it out *and* a rule of the receiver's groups allows it in. A rule that
/// names a group outside the plan matches nothing. Queries to the VPC's resolver are not tracked as
/// connections. Each source has a limited share of queries, of tracked flows other than TCP, and of
/// new connections to the link-local endpoints. Pure.
Result<VpcRules> plan_vpc_rules(const std::string& region, const VpcPlan& plan);

}  // namespace atlas::network
