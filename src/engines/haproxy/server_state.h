// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "engines/haproxy/plan_change.h"

/// The text of "show servers state", which the next HAProxy process loads as its server-state-file.
namespace atlas::engines::haproxy {

/// Whether two texts give every server the same state. Ignores how long it has been so and whether
/// a check is in progress.
bool same_server_state(const std::string& one, const std::string& other);

/// The steady servers in the text, by backend: those with a spare.
std::map<std::string, Servers> steady_servers(const std::string& state);

}  // namespace atlas::engines::haproxy
