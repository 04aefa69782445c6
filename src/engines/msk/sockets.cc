// SPDX-License-Identifier: Apache-2.0
#include "engines/msk/sockets.h"

#include <fcntl.h>

#include "linux/error.h"
#include "net/server.h"

namespace atlas::engines::msk {
namespace {

std::shared_ptr<const linux::Fd> share(linux::Fd socket) {
    return std::make_shared<const linux::Fd>(std::move(socket));
}

/// Leases one address per broker and applies the host's rules: an address without a rule is open.
Result<std::vector<network::PublicListener>> guard_public(
    const Cluster& cluster, network::Network& network
) {
    std::vector<network::PublicListener> listeners;
    for (const auto& broker : cluster.brokers) {
        auto address = ATLAS_TRY(network.lease_address(owner_of(cluster, broker)));
        listeners.push_back(
            {owner_of(cluster), std::move(address), public_port, cluster.security_groups}
        );
    }
    ATLAS_TRY(network.apply_public(owner_of(cluster), listeners));
    return listeners;
}

}  // namespace

std::string socket_name(const std::string& set, int broker) {
    return set + "/" + std::to_string(broker);
}

std::string owner_of(const Cluster& cluster) {
    return "kafka:" + cluster.id;
}

std::string owner_of(const Cluster& cluster, const Broker& broker) {
    return owner_of(cluster) + ":" + std::to_string(broker.id);
}

Result<Sockets> open_internal(
    const Cluster& cluster, network::Network& network, const Sockets& held
) {
    const auto sandbox = "msk-" + cluster.id;
    Sockets sockets;
    for (const auto& broker : cluster.brokers) {
        auto name = socket_name("internal", broker.id);
        auto found = held.find(name);
        if (found != held.end() && ATLAS_TRY(network.is_in_sandbox(sandbox, *found->second))) {
            sockets.insert(*found);
            continue;
        }
        sockets[name] =
            share(ATLAS_TRY(network.listen_in_sandbox(sandbox, broker.address, internal_port)));
    }
    return sockets;
}

Result<Sockets> open_public(
    const Cluster& cluster, network::Network& network, const Sockets& held, const Descriptors& has
) {
    auto listeners = ATLAS_TRY(guard_public(cluster, network));
    Sockets sockets;
    for (std::size_t index = 0; index < listeners.size(); ++index) {
        auto name = socket_name("public", cluster.brokers[index].id);
        if (has.contains(name)) continue;
        if (auto found = held.find(name); found != held.end()) {
            sockets.insert(*found);
            continue;
        }
        const auto& [owner, address, port, groups] = listeners[index];
        sockets[name] = share(ATLAS_TRY(net::open_listener(address, port)));
    }
    return sockets;
}

Result<> close_public(const Cluster& cluster, network::Network& network) {
    for (const auto& broker : cluster.brokers)
        ATLAS_TRY(network.release_address(owner_of(cluster, broker)));
    return network.apply_public(owner_of(cluster), {});
}

Result<std::vector<linux::Fd>> copy_all(const Cluster& cluster, const Sockets& sockets) {
    std::vector<linux::Fd> copies;
    for (const char* set : {"internal", "public"}) {
        for (const auto& broker : cluster.brokers) {
            auto found = sockets.find(socket_name(set, broker.id));
            if (found == sockets.end()) continue;
            linux::Fd copy(::fcntl(found->second->number(), F_DUPFD_CLOEXEC, 3));
            if (!copy) return linux::last_error("copy a listening socket");
            copies.push_back(std::move(copy));
        }
    }
    return copies;
}

Descriptors descriptors_in(const json::Value& status) {
    Descriptors found;
    const auto* listeners = status.find("listeners");
    if (!listeners || !listeners->as_array()) return found;
    for (const auto& one : *listeners->as_array()) {
        const auto* set = one.find("set");
        const auto* broker = one.find("broker");
        const auto* number = one.find("descriptor");
        if (!set || !set->as_string() || !broker || !broker->as_int()) continue;
        if (!number || !number->as_int()) continue;
        found[socket_name(*set->as_string(), static_cast<int>(*broker->as_int()))] =
            static_cast<int>(*number->as_int());
    }
    return found;
}

}  // namespace atlas::engines::msk
