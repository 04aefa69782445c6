// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <string>

#include "base/result.h"

namespace atlas::engines::haproxy {

/// One command to HAProxy's stats socket and its answer (trimmed). Blocking, at most 5 s: for
/// workers. unavailable: nobody listens there.
Result<std::string> run_command(const std::string& socket_path, const std::string& command);

/// What HAProxy says of one server.
struct ServerStatus {
    std::string status;                 // "UP", "DOWN", "UP 1/3", "DRAIN", "MAINT", …
    std::string check;                  // "L7OK", "L4CON", "L7STS", …
    int check_code = 0;                 // HTTP status of the last check, 0 = none
    int sessions = 0;                   // current
    int rise = 0;                       // checks that must pass to make it up
    std::chrono::seconds unchanged{0};  // how long it is in this status
    bool draining = false;              // set to drain; one that is down does not say so itself
};

using Statuses = std::map<std::string, ServerStatus>;  // by "backend/server"

/// The process that answers on the socket: another one after a reload.
Result<int> worker_pid(const std::string& socket_path);

/// "backend/server" → status, from the CSV of `show stat`. Lines that are no servers are passed
/// over.
std::map<std::string, ServerStatus> parse_stat(const std::string& csv);

}  // namespace atlas::engines::haproxy
