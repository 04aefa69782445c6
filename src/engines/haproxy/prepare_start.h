// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "engines/haproxy/check_configuration.h"
#include "engines/haproxy/engine.h"
#include "engines/haproxy/public_socket.h"

namespace atlas::engines::haproxy {

/// The result of `prepare_start`.
struct Prepared {
    std::string sandbox_path;
    std::string structure;             // of the files it starts with
    std::vector<std::uint16_t> ports;  // of these files, in descriptor order
    std::vector<PublicSocket> opened;  // sockets for ports missing in `have`
    std::optional<Refusal> refused;    // set if the old files are kept
};

/// Prepares a start: sandbox, listener rules, missing public sockets, and files. Files on disk with
/// the wanted structure stay as they are, with the servers that have passed their checks. Otherwise
/// new files replace them if HAProxy accepts the new structure; they contain the servers that were
/// steady when HAProxy was last asked. Either way servers start with their last known health.
/// Blocking, for workers; idempotent.
Result<Prepared> prepare_start(
    const Wanted& wanted,
    const std::vector<std::uint16_t>& have,
    const std::string& directory,
    network::Network& network
);

}  // namespace atlas::engines::haproxy
