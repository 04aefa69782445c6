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

/// Paths as the HAProxy process sees them: the balancer's folder is mounted at /run/engine.
inline constexpr const char* engine_directory = "/run/engine";
inline constexpr const char* engine_program = "/usr/sbin/haproxy";
/// The environment variable with the path of its admin socket (`admin_path` as the process sees
/// it).
inline constexpr const char* admin_variable = "ATLAS_ADMIN_SOCKET";

/// How long a worker that was told to stop, by a reload or for good, may take to finish its
/// requests.
inline constexpr std::chrono::seconds drain_max{300};

/// Who reads the files: the engine's process, or a process that only checks them and has no
/// descriptors and no admin socket.
struct Reader {
    std::string directory = engine_directory;
    bool descriptors = true;
};

/// The files of HAProxy 2.6 for a balancer, by name in its folder: "haproxy.cfg", "certs/…pem",
/// "crt-<listener>.list". Equal balancers give equal text. Public sockets are fd@3, fd@4, … in the
/// order of `listeners`. Pure.
std::map<std::string, std::string> configuration_files(
    const Balancer& balancer, const Reader& reader = {}
);

/// Each target has two servers: one with health checks, and an unchecked spare that gets requests
/// while no target of the group is up (ELB's fail-open).
enum class Checks : std::uint8_t {
    initial,  // frequent checks; they never bring it up
    steady,   // the group's health check
    none,     // the spare
};
/// The suffix of a spare's name.
inline constexpr std::string_view open_suffix = "-open";

/// The parameters of a server, in a file or after "add server <backend>/<name> ".
std::string server_words(const TargetGroup& group, const Target& target, Checks checks);

/// Whether a running server was added with `Checks::initial`.
bool is_initial(const ServerStatus& status);
/// Folds the spares into the checked servers: adds their sessions, and takes over their draining
/// state.
std::map<std::string, ServerStatus> targets_of(std::map<std::string, ServerStatus> servers);

}  // namespace atlas::engines::haproxy
