// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "network/network.h"
#include "network/ruleset.h"

namespace atlas::network {

/// The addresses and ports that a VPC's router itself serves.
inline constexpr const char* gateway_address = "169.254.1.1";
inline constexpr const char* dns_address = "169.254.169.253";
inline constexpr const char* task_address = "169.254.170.2";

/// base+2 of "10.0.0.0/16": "10.0.0.2". invalid_argument for no IPv4 range.
Result<std::string> resolver_address(const std::string& cidr);

/// The table, and what of the plan is not in it.
struct VpcRules {
    Ruleset table;
    /// Rules that nft would refuse, a sentence each. They open nothing.
    std::vector<std::string> skipped;
};

/// The router's table `inet vpc`: whose address is on which interface, and the security groups in
/// both directions. A packet passes when a rule of the sender's groups lets it out *and* one of the
/// receiver's lets it in, or its connection is known. Groups that a rule names and the plan does
/// not have match nothing. Queries to the VPC's resolver are not tracked as connections, and each
/// source has a share of them, of tracked connectionless flows, and of new connections to the
/// link-local endpoints. Pure.
Result<VpcRules> plan_vpc_rules(const std::string& region, const VpcPlan& plan);

}  // namespace atlas::network
