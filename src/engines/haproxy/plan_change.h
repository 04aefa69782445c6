// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engines/haproxy/balancer.h"

namespace atlas::engines::haproxy {

/// What a running HAProxy was last told, as far as a change depends on it.
struct Applied {
    std::string structure;             // everything but the servers: `structure_of`
    std::vector<std::uint16_t> ports;  // of the listeners, in the order of their descriptors
    std::map<std::string, std::map<std::string, bool>> servers;  // backend → server → draining
};

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
/// begin as down and get traffic after their checks pass; those in a file would get it at once.
/// Pure.
Change plan_change(const Applied& applied, const Balancer& desired);

/// What `applied` is once a change has been carried out.
Applied applied_after(const Balancer& desired);

/// `desired` with only those targets that are applied: what goes into the files before a reload.
Balancer with_applied_targets(const Applied& applied, Balancer desired);

}  // namespace atlas::engines::haproxy
