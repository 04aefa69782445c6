// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "engines/haproxy/admin_socket.h"
#include "engines/haproxy/engine.h"
#include "engines/haproxy/plan_change.h"
#include "linux/fd.h"

/// The blocking steps between a wanted balancer and its HAProxy. For workers; each may be done
/// again.
namespace atlas::engines::haproxy {

/// The user that every HAProxy runs as; owns the files it reads.
inline constexpr int engine_uid = 64010;

/// The balancer's folder and what it needs below it, the engine's user's own.
Result<> make_directories(const std::string& directory);

/// A public socket and the port it listens on.
struct PublicSocket {
    std::uint16_t port = 0;
    linux::Fd fd;
};

struct Prepared {
    std::string sandbox_path;
    std::vector<PublicSocket> opened;  // those that `have` lacked
};

/// Sandbox, listener rules, missing public sockets, and files for a start: those on the disk where
/// they already have this structure, so that servers which passed their checks stay, else new ones
/// without servers.
Result<Prepared> prepare_start(
    const Wanted& wanted,
    const std::vector<std::uint16_t>& have,
    const std::string& directory,
    network::Network& network
);

/// Waits until the admin socket answers with another pid than `not_pid` (0 = any), at most 10 s;
/// then notes on the disk that this structure is what runs. Answers the pid.
Result<int> wait_ready(const Wanted& wanted, const std::string& directory, int not_pid);

struct Converged {
    Change::Kind left = Change::Kind::none;  // reload or restart: what the caller must do next
    int pid = 0;
    std::map<std::string, ServerStatus> servers;
};

/// Compares what runs with what is wanted and does what commands can do; before a reload it writes
/// the files.
Result<Converged> converge(
    const Wanted& wanted, const std::vector<std::uint16_t>& ports, const std::string& directory
);

}  // namespace atlas::engines::haproxy
