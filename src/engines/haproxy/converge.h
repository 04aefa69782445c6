// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "engines/haproxy/admin_socket.h"
#include "engines/haproxy/check_configuration.h"
#include "engines/haproxy/engine.h"
#include "engines/haproxy/plan_change.h"

namespace atlas::engines::haproxy {

/// What the engine knows about a running HAProxy and cannot ask it.
struct Known {
    int generation = 0;                // selects the admin socket
    std::vector<std::uint16_t> ports;  // of its descriptors, in order
    bool public_applied = false;       // the wanted security groups are applied
    std::optional<Refusal> refused;    // the last structure that HAProxy refused
};

/// The result of `converge`.
struct Converged {
    Change::Kind left = Change::Kind::none;       // reload or restart, for the caller to do
    int pid = 0;                                  // 0: it does not answer, nothing was done
    std::map<std::string, ServerStatus> servers;  // "group/server", as `targets_of` folds them
    /// Set if HAProxy refuses the wanted structure; the old one keeps running with its targets.
    std::optional<Refusal> refused;
};

/// Compares the running HAProxy with the wanted state and makes the changes that commands can make.
/// Before a reload or restart it writes the files, after a separate HAProxy process has checked a
/// new structure. Blocking, for workers; idempotent.
Result<Converged> converge(
    const Wanted& wanted,
    const Known& known,
    const std::string& directory,
    network::Network& network
);

}  // namespace atlas::engines::haproxy
