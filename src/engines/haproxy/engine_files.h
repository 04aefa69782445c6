// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "engines/haproxy/balancer.h"

/// Files in a balancer's folder, which is mounted into its sandbox at /run/engine. Blocking; for
/// workers.
namespace atlas::engines::haproxy {

/// The user that every HAProxy runs as; it owns the files.
inline constexpr int engine_uid = 64010;

/// Makes the balancer's folder and its subfolders, owned by the engine's user.
Result<> make_directories(const std::string& directory);

/// Writes configuration and certificates for the next start or reload.
Result<> write_files(const Balancer& balancer, const std::string& directory);
/// Stores the servers' health (the text of "show servers state") for the next start, if it has
/// changed. Empty = unknown.
Result<> keep_server_state(const std::string& state, const std::string& directory);
std::string load_server_state(const std::string& directory);

/// The listener ports of the files on disk, in the order of their descriptors.
std::vector<std::uint16_t> load_ports(const std::string& directory);

/// The structure (see `structure_of`) that last ran or starts next with these files; empty = none
/// yet.
std::string load_structure(const std::string& directory);
Result<> note_structure(const std::string& structure, const std::string& directory);

/// The admin socket of one generation. Each generation has its own, so that a starting process does
/// not take the socket of the one that serves.
std::string admin_path(const std::string& directory, int generation);
/// Removes the unused admin sockets of earlier generations.
void remove_admin_sockets_before(const std::string& directory, int generation);
/// The datagram socket to which HAProxy sends its log and its readiness.
std::string events_path(const std::string& directory);

}  // namespace atlas::engines::haproxy
