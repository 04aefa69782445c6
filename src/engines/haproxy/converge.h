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

/// What the engine knows of a running HAProxy that HAProxy does not say.
struct Known {
    int generation = 0;                // whose admin socket is asked
    std::vector<std::uint16_t> ports;  // of its descriptors, in their order
    bool public_applied = false;       // its listeners obey the wanted security groups
    std::optional<Refusal> refused;    // the last structure that it did not take
};

struct Converged {
    Change::Kind left = Change::Kind::none;       // reload or restart: what the caller must do next
    int pid = 0;                                  // 0: it does not answer, and nothing was done
    std::map<std::string, ServerStatus> servers;  // "group/server", as `targets_of` folds them
    /// Why the wanted structure cannot be; what ran runs on, with the targets it has.
    std::optional<Refusal> refused;
};

/// Compares what runs with what is wanted and does what commands can do; before a reload or
/// restart it writes the files. A new structure is first read by a HAProxy beside. Blocking, for
/// workers; may be done again.
Result<Converged> converge(
    const Wanted& wanted,
    const Known& known,
    const std::string& directory,
    network::Network& network
);

}  // namespace atlas::engines::haproxy
