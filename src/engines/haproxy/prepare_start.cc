// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/prepare_start.h"

#include <algorithm>

#include "engines/haproxy/check_configuration.h"
#include "engines/haproxy/engine_files.h"
#include "engines/haproxy/plan_change.h"
#include "engines/haproxy/public_listeners.h"
#include "engines/haproxy/server_state.h"

namespace atlas::engines::haproxy {
namespace {

std::vector<std::uint16_t> ports_of(const Balancer& balancer) {
    std::vector<std::uint16_t> ports;
    for (const auto& listener : balancer.listeners)
        ports.push_back(listener.port);
    return ports;
}

Result<> prepare_files(Prepared& prepared, const Balancer& balancer, const std::string& directory) {
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
    // Servers keep their last known state. Servers missing in it are added by command and checked
    // first. HAProxy needs the state file even if it is empty.
    auto state = load_server_state(directory);
    ATLAS_TRY(keep_server_state(state, directory));
    return write_files(with_steady_targets({"", {}, steady_servers(state)}, balancer), directory);
}

}  // namespace

Result<Prepared> prepare_start(
    const Wanted& wanted,
    const std::vector<std::uint16_t>& have,
    const std::string& directory,
    network::Network& network
) {
    Prepared prepared;
    prepared.sandbox_path = ATLAS_TRY(network.open_sandbox(wanted.sandbox));
    const auto& balancer = wanted.balancer;
    ATLAS_TRY(prepare_files(prepared, balancer, directory));
    ATLAS_TRY(apply_public_listeners(wanted, prepared.ports, network));
    if (balancer.public_address.empty()) return prepared;
    for (auto port : prepared.ports) {
        if (std::ranges::find(have, port) != have.end()) continue;
        prepared.opened.push_back(ATLAS_TRY(open_public_socket(balancer.public_address, port)));
    }
    return prepared;
}

}  // namespace atlas::engines::haproxy
