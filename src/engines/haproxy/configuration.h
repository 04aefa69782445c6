// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "engines/haproxy/balancer.h"

namespace atlas::engines::haproxy {

/// Paths as the process sees them: its directory is mounted at /run/engine.
inline constexpr const char* engine_directory = "/run/engine";

/// The files of HAProxy 2.6 for a balancer, by name below its directory: "haproxy.cfg",
/// "certs/…pem", "crt-<listener>.list". The same balancer gives the same text. Public sockets are
/// fd@3, fd@4, … in the order of `listeners`. Pure.
std::map<std::string, std::string> configuration_files(const Balancer& balancer);

/// The file's server line for a target, and the same words after "add server <backend>/<name> ".
std::string server_words(const TargetGroup& group, const Target& target);

}  // namespace atlas::engines::haproxy
