// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "engines/haproxy/balancer.h"

/// A balancer's folder on the disk, mounted into its sandbox at /run/engine. Blocking: for workers.
namespace atlas::engines::haproxy {

/// The user that every HAProxy runs as; owns the files it reads.
inline constexpr int engine_uid = 64010;

/// The balancer's folder and what it needs below it, the engine's user's own.
Result<> make_directories(const std::string& directory);

/// Configuration and certificates for the next start or reload.
Result<> write_files(const Balancer& balancer, const std::string& directory);
/// What the next start, for whatever reason, finds of its servers' health: HAProxy's own words,
/// kept whenever they have changed. Empty = nothing is known.
Result<> keep_server_state(const std::string& state, const std::string& directory);
std::string load_server_state(const std::string& directory);

/// The listeners that the files on the disk were written for, in the order of their descriptors.
std::vector<std::uint16_t> load_ports(const std::string& directory);

/// The structure that last ran, or starts next, with these files (`structure_of`); empty = none has
/// yet.
std::string load_structure(const std::string& directory);
Result<> note_structure(const std::string& structure, const std::string& directory);

/// Where the HAProxy of one generation is commanded: each has its own, so that the one that is
/// being started never takes it from the one that serves.
std::string admin_path(const std::string& directory, int generation);
/// Those of the generations before, which nobody asks any more.
void remove_admin_sockets_before(const std::string& directory, int generation);
/// Where HAProxy says what happens: its log and that it is ready.
std::string events_path(const std::string& directory);

}  // namespace atlas::engines::haproxy
