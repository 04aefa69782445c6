// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "engines/haproxy/admin_socket.h"
#include "engines/haproxy/balancer.h"

namespace atlas::engines::haproxy {

/// Paths as the process sees them: its directory is mounted at /run/engine.
inline constexpr const char* engine_directory = "/run/engine";
inline constexpr const char* engine_program = "/usr/sbin/haproxy";
/// Of the process's environment: its admin socket (`admin_path`, as it sees it).
inline constexpr const char* admin_variable = "ATLAS_ADMIN_SOCKET";

/// A worker that was told to stop, by a reload or for good, has so long for the requests it has.
inline constexpr std::chrono::seconds drain_max{300};

/// For whom files are written: the engine's process, or one beside that only checks them and has
/// neither descriptors nor an admin socket of its own.
struct Reader {
    std::string directory = engine_directory;
    bool descriptors = true;
};

/// The files of HAProxy 2.6 for a balancer, by name below its directory: "haproxy.cfg",
/// "certs/…pem", "crt-<listener>.list". The same balancer gives the same text. Public sockets are
/// fd@3, fd@4, … in the order of `listeners`. Pure.
std::map<std::string, std::string> configuration_files(
    const Balancer& balancer, const Reader& reader = {}
);

/// A target is two servers: one that is checked, and a spare that is not, which gets requests while
/// no target of the group is up (ELB's fail-open).
enum class Checks : std::uint8_t {
    initial,  // often, and it never gets up by itself
    steady,   // as the group says
    none,     // the spare
};
/// After the name of the spare's target.
inline constexpr std::string_view open_suffix = "-open";

/// The words of a server, in a file or after "add server <backend>/<name> ".
std::string server_words(const TargetGroup& group, const Target& target, Checks checks);

/// Whether a running server has the words of `Checks::initial`.
bool is_initial(const ServerStatus& status);
/// The checked servers alone, each with the sessions of its spare too, and draining as that one is.
std::map<std::string, ServerStatus> targets_of(std::map<std::string, ServerStatus> servers);

}  // namespace atlas::engines::haproxy
