// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engines/haproxy/admin_socket.h"
#include "engines/haproxy/balancer.h"

namespace atlas::engines::haproxy {

/// State of a target's server in HAProxy.
///
///     (added) ──► initial ──► steady ──► draining ──► (gone)
///
/// An initial server is checked frequently and gets no requests. It becomes steady and up after the
/// first passed check, or steady and down if its checks have failed for `initial_max`.
struct ServerState {
    bool draining = false;
    bool initial = false;
    std::optional<bool> passed;  // verdict on an initial server, once known
    bool operator==(const ServerState&) const = default;
};
using Servers = std::map<std::string, ServerState>;

/// The state of a running HAProxy, as far as a change depends on it.
struct Applied {
    std::string structure;                   // everything except servers, see `structure_of`
    std::vector<std::uint16_t> ports;        // of the listeners, in the order of their descriptors
    std::map<std::string, Servers> servers;  // by backend
};

/// The servers of one group, from the statuses of all ("group/server").
Servers servers_of(const TargetGroup& group, const std::map<std::string, ServerStatus>& statuses);
/// How long an initial target's checks must fail until it counts as unhealthy.
std::chrono::seconds initial_max(const HealthCheck& check);

/// How to get from the running state to the desired one.
struct Change {
    enum class Kind : std::uint8_t {
        none,
        commands,  // only servers differ: use the admin socket
        reload,    // rules, certificates or groups differ: new files and SIGUSR2, then commands
        restart,   // ports differ: a process cannot get new descriptors; then commands
    };
    Kind kind = Kind::none;
    std::vector<std::string> commands;
    bool operator==(const Change&) const = default;
};

/// The configuration text of a balancer without its servers. Equal texts need no reload and no
/// restart.
std::string structure_of(const Balancer& balancer);

/// Plans the change from `applied` to `desired`. New servers are always added by the admin socket
/// as initial ones, because servers in a file would get requests at once. Pure.
Change plan_change(const Applied& applied, const Balancer& desired);

/// The applied state after the change to `desired`.
Applied applied_after(const Balancer& desired);

/// `desired` with only the targets that are steady or become so with this change; these go into the
/// files.
Balancer with_steady_targets(const Applied& applied, Balancer desired);

}  // namespace atlas::engines::haproxy
