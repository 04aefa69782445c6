// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engines/haproxy/balancer.h"

namespace atlas::engines::haproxy {

/// Lines of a frontend that choose an action: the rules by priority, then the default action. Pure.
std::string rule_lines(const Listener& listener);

/// An ELB pattern (`*` any text, `?` one character) as an anchored POSIX regular expression.
std::string pattern_regex(const std::string& pattern);

/// A query condition ("key=value", or "value" of any key) as a regular expression that finds such a
/// parameter in a query string. A wildcard stays within its key or value; `\*` and `\?` are the
/// characters themselves. Case is to be ignored. Source: ELB, QueryStringConditionConfig.
std::string query_regex(const std::string& value);

}  // namespace atlas::engines::haproxy
