// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engines/haproxy/balancer.h"

namespace atlas::engines::haproxy {

/// Lines of a frontend that choose an action: the rules by priority, then the default action. Pure.
std::string rule_lines(const Listener& listener);

/// An ELB pattern (`*` any text, `?` one character) as an anchored POSIX regular expression.
std::string pattern_regex(const std::string& pattern);

}  // namespace atlas::engines::haproxy
