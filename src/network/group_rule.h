// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "network/network.h"
#include "network/ruleset.h"

namespace atlas::network {

/// Which end of a packet a rule matches: the source for ingress, the destination for egress.
enum class Side : std::uint8_t { source, destination };

/// Renders a security group rule as one accepting nft rule. Empty if it can match nothing in this
/// VPC: an IPv6 range, or a group without a set in `known`. invalid_argument names the value that
/// nft would refuse. Every value is checked here, because one bad rule would fail the whole
/// transaction. Pure.
Result<std::string> render_group_rule(const GroupRule& rule, Side side, const Ruleset& known);

}  // namespace atlas::network
