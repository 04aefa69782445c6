// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "network/network.h"
#include "network/ruleset.h"

namespace atlas::network {

/// Which end of a packet a rule's peer is: the sender for ingress, the receiver for egress.
enum class Side : std::uint8_t { source, destination };

/// A security group rule as one nft rule that accepts. Empty: it can match nothing in this VPC (an
/// IPv6 range, a group that `known` has no set of). invalid_argument names the value that nft would
/// refuse: one such rule would fail the whole transaction, so every value is checked here, whatever
/// was checked before the rule was stored. Pure.
Result<std::string> render_group_rule(const GroupRule& rule, Side side, const Ruleset& known);

}  // namespace atlas::network
