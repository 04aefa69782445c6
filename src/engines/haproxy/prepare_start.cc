// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/prepare_start.h"

#include <algorithm>

#include "engines/haproxy/check_configuration.h"
#include "engines/haproxy/engine_files.h"
#include "engines/haproxy/plan_change.h"
#include "engines/haproxy/public_listeners.h"

namespace atlas::engines::haproxy {
namespace {

std::vector<std::uint16_t> ports_of(const Balancer& balancer) {
    std::vector<std::uint16_t> ports;
    for (const auto& listener : balancer.listeners)
        ports.push_back(listener.port);
    return ports;
}

// Those that were up when HAProxy was last asked go on getting requests; the others come by command
// and are checked first.
Balancer with_up_targets(const Balancer& balancer, const Statuses& last) {
    Applied applied;
    for (const auto& group : balancer.groups) {
        auto& servers = applied.servers[group.id];
        servers = servers_of(group, last);
        std::erase_if(servers, [&](const auto& server) {
            return !last.at(group.id + "/" + server.first).status.starts_with("UP");
        });
    }
    return with_steady_targets(applied, balancer);
}

Result<> prepare_files(
    Prepared& prepared, const Balancer& balancer, const Statuses& last, const std::string& directory
) {
    ATLAS_TRY(make_directories(directory));
    auto before = load_structure(directory);
    prepared.structure = structure_of(balancer);
    prepared.ports = ports_of(balancer);
    if (before == prepared.structure) return {};
    if (auto checked = check_configuration(balancer, directory); !checked) {
        if (before.empty()) return std::move(checked).error();
        prepared.refused = Refusal{std::move(prepared.structure), checked.error().message()};
        prepared.structure = before;
        prepared.ports = load_ports(directory);
        return {};
    }
    ATLAS_TRY(write_files(with_up_targets(balancer, last), directory));
    return write_server_state("", directory);
}

}  // namespace

Result<Prepared> prepare_start(
    const Wanted& wanted,
    const std::vector<std::uint16_t>& have,
    const Statuses& last,
    const std::string& directory,
    network::Network& network
) {
    Prepared prepared;
    prepared.sandbox_path = ATLAS_TRY(network.open_sandbox(wanted.sandbox));
    const auto& balancer = wanted.balancer;
    ATLAS_TRY(prepare_files(prepared, balancer, last, directory));
    ATLAS_TRY(apply_public_listeners(wanted, prepared.ports, network));
    if (balancer.public_address.empty()) return prepared;
    for (auto port : prepared.ports) {
        if (std::ranges::find(have, port) != have.end()) continue;
        prepared.opened.push_back(ATLAS_TRY(open_public_socket(balancer.public_address, port)));
    }
    return prepared;
}

}  // namespace atlas::engines::haproxy
