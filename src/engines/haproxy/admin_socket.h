// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <string>

#include "base/result.h"

namespace atlas::engines::haproxy {

/// Sends one command to HAProxy's stats socket and returns its trimmed answer. Blocking, at most 5
/// s per send or receive; for workers. unavailable or not_found: nobody listens on the socket.
Result<std::string> run_command(const std::string& socket_path, const std::string& command);

/// HAProxy's state of one server.
struct ServerStatus {
    std::string status;                 // "UP", "DOWN", "UP 1/3", "DRAIN", "MAINT", …
    std::string check;                  // "L7OK", "L4CON", "L7STS", …
    int check_code = 0;                 // HTTP status of the last check, 0 = none
    int sessions = 0;                   // current
    int rise = 0;                       // consecutive checks that bring it up
    std::chrono::seconds unchanged{0};  // time in this status
    bool draining = false;              // set to drain; while down, `status` does not show it
};

using Statuses = std::map<std::string, ServerStatus>;  // by "backend/server"

/// The pid of the worker that answers on the socket; it changes with a reload.
Result<int> worker_pid(const std::string& socket_path);

/// Parses the CSV of `show stat` into "backend/server" → status. Skips lines that are not servers.
std::map<std::string, ServerStatus> parse_stat(const std::string& csv);

}  // namespace atlas::engines::haproxy
