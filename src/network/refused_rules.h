// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "linux/process_runner.h"
#include "network/ruleset.h"

namespace atlas::network {

/// Call it after nft has refused a whole ruleset: removes every accepting rule that nft refuses on
/// its own, and returns them. Returns none if every rule passes or nft cannot check (nft is
/// missing, the kernel is out of memory): then the rules are not the cause. Removed rules open
/// nothing.
std::vector<std::string> take_refused_rules(linux::ProcessRunner& runner, Ruleset& rules);

}  // namespace atlas::network
