// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "engines/haproxy/check_configuration.h"
#include "engines/haproxy/engine.h"
#include "engines/haproxy/public_socket.h"

namespace atlas::engines::haproxy {

struct Prepared {
    std::string sandbox_path;
    std::string structure;             // of the files that it starts with
    std::vector<std::uint16_t> ports;  // of these files, in the order of their descriptors
    std::vector<PublicSocket> opened;  // those of them that `have` lacked
    std::optional<Refusal> refused;    // why these are still the files of before
};

/// Sandbox, listener rules, missing public sockets, and files for a start. Files on the disk that
/// have the wanted structure stay, and with them the servers that passed their checks; else new
/// ones, with the servers that were steady when HAProxy was last asked, take their place once
/// HAProxy takes them, and those of before stay where it does not. Either way the servers begin
/// with the health they had then. Blocking, for workers; may be done again.
Result<Prepared> prepare_start(
    const Wanted& wanted,
    const std::vector<std::uint16_t>& have,
    const std::string& directory,
    network::Network& network
);

}  // namespace atlas::engines::haproxy
