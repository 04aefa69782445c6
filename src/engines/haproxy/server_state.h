// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "engines/haproxy/plan_change.h"

/// HAProxy's answer to "show servers state", which the next one begins with as its
/// server-state-file.
namespace atlas::engines::haproxy {

/// Whether both say the same of every server; they differ in how long it has been so, and in
/// whether a check is under way.
bool same_server_state(const std::string& one, const std::string& other);

/// The steady servers in it, by backend: those that have a spare.
std::map<std::string, Servers> steady_servers(const std::string& state);

}  // namespace atlas::engines::haproxy
