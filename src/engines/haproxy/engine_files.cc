// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/engine_files.h"

#include <filesystem>
#include <sstream>

#include "engines/haproxy/configuration.h"
#include "engines/haproxy/server_state.h"
#include "linux/replace_file.h"

namespace atlas::engines::haproxy {
namespace {

std::string load(const std::string& path) {
    auto text = linux::read_file(path);
    return text ? std::move(text).value() : "";
}

}  // namespace

std::string admin_path(const std::string& directory, int generation) {
    return directory + "/admin-" + std::to_string(generation) + ".sock";
}

void remove_admin_sockets_before(const std::string& directory, int generation) {
    std::error_code ignored;
    while (generation > 0 && std::filesystem::remove(admin_path(directory, --generation), ignored)
    ) {
    }
}

std::string events_path(const std::string& directory) {
    return directory + "/events.sock";
}

Result<> make_directories(const std::string& directory) {
    ATLAS_TRY(linux::make_directory(directory, engine_uid));
    return linux::make_directory(directory + "/certs", engine_uid);
}

Result<> write_files(const Balancer& balancer, const std::string& directory) {
    std::string ports;
    for (const auto& listener : balancer.listeners)
        ports += std::to_string(listener.port) + "\n";
    ATLAS_TRY(linux::replace_file(directory + "/ports", ports, engine_uid));
    for (const auto& [name, content] : configuration_files(balancer)) {
        ATLAS_TRY(linux::replace_file(directory + "/" + name, content, engine_uid));
    }
    return {};
}

Result<> keep_server_state(const std::string& state, const std::string& directory) {
    auto path = directory + "/servers.state";
    auto kept = linux::read_file(path);
    if (kept && same_server_state(kept.value(), state)) return {};
    return linux::replace_file(path, state, engine_uid);
}

std::string load_server_state(const std::string& directory) {
    return load(directory + "/servers.state");
}

std::vector<std::uint16_t> load_ports(const std::string& directory) {
    std::vector<std::uint16_t> ports;
    std::istringstream text(load(directory + "/ports"));
    for (std::uint16_t port = 0; text >> port;)
        ports.push_back(port);
    return ports;
}

std::string load_structure(const std::string& directory) {
    return load(directory + "/structure");
}

Result<> note_structure(const std::string& structure, const std::string& directory) {
    return linux::replace_file(directory + "/structure", structure, engine_uid);
}

}  // namespace atlas::engines::haproxy
