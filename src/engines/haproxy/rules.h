// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engines/haproxy/balancer.h"

namespace atlas::engines::haproxy {

/// The lines of a frontend that choose: each rule by priority, then the default action. Pure.
std::string rule_lines(const Listener& listener);

/// ELB's pattern (`*` any text, `?` one character) as an anchored POSIX regular expression.
std::string pattern_regex(const std::string& pattern);

/// `text` as one word of a HAProxy configuration: quoted so that no character of it means anything.
std::string quoted(const std::string& text);

}  // namespace atlas::engines::haproxy
