// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "linux/process_runner.h"
#include "network/ruleset.h"

namespace atlas::network {

/// For a ruleset that nft has refused as a whole: takes out of its chains every accepting rule that
/// nft refuses by itself, and answers them. None where nft cannot be asked (it is missing, the
/// kernel has no memory) or every rule passes: then the rules are not what is wrong. What is taken
/// out opens nothing.
std::vector<std::string> take_refused_rules(linux::ProcessRunner& runner, Ruleset& rules);

}  // namespace atlas::network
