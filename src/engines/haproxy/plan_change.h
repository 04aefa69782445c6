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

/// How a target runs in HAProxy.
///
///     (added) ──► initial ──► steady ──► draining ──► (gone)
///
/// An initial server is checked often and gets no request, whatever its checks say; the first that
/// passes, or as many intervals as the threshold has, make it a steady one, up or down.
struct ServerState {
    bool draining = false;
    bool initial = false;
    std::optional<bool> passed;  // an initial one's verdict, once there is one
    bool operator==(const ServerState&) const = default;
};
using Servers = std::map<std::string, ServerState>;

/// What a running HAProxy was last told, as far as a change depends on it.
struct Applied {
    std::string structure;                   // everything but the servers: `structure_of`
    std::vector<std::uint16_t> ports;        // of the listeners, in the order of their descriptors
    std::map<std::string, Servers> servers;  // by backend
};

/// A group's servers out of what HAProxy says of all ("group/server").
Servers servers_of(const TargetGroup& group, const std::map<std::string, ServerStatus>& statuses);
/// When an initial target is given up: its checks have failed so long.
std::chrono::seconds initial_max(const HealthCheck& check);

struct Change {
    enum class Kind : std::uint8_t {
        none,
        commands,  // servers only: by the admin socket
        reload,    // other rules, certificates, groups: new files and SIGUSR2, then the commands
        restart,   // other ports: descriptors cannot be added to a process, then the commands
    };
    Kind kind = Kind::none;
    std::vector<std::string> commands;
    bool operator==(const Change&) const = default;
};

/// The text of a balancer without its servers; equal texts need neither reload nor restart.
std::string structure_of(const Balancer& balancer);

/// What leads from `applied` to `desired`. New servers always come by the admin socket, where they
/// begin as initial; those in a file would get traffic at once. Pure.
Change plan_change(const Applied& applied, const Balancer& desired);

/// What `applied` is once a change has been carried out.
Applied applied_after(const Balancer& desired);

/// `desired` with only those targets that are steady or are about to be: what goes into the files.
Balancer with_steady_targets(const Applied& applied, Balancer desired);

}  // namespace atlas::engines::haproxy
