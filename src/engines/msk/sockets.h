// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "engines/msk/cluster.h"
#include "json/value.h"
#include "linux/fd.h"
#include "network/network.h"

/// The listening sockets of a cluster. The engine opens and holds them, the broker gets copies: so
/// they outlive a broker that dies, and who connects meanwhile waits for the next one.
namespace atlas::engines::msk {

/// "set/broker" → its socket.
using Sockets = std::map<std::string, std::shared_ptr<const linux::Fd>>;
/// "set/broker" → the number that the broker's process has for it.
using Descriptors = std::map<std::string, int>;

std::string socket_name(const std::string& set, int broker);

/// In the cluster's sandbox, one a broker; those held already stay unless their sandbox is gone.
Result<Sockets> open_internal(
    const Cluster& cluster, network::Network& network, const Sockets& held
);
/// On leased addresses, one a broker, behind the host's rules before they listen. Those held
/// already stay; a broker that `has` its own is left out.
Result<Sockets> open_public(
    const Cluster& cluster,
    network::Network& network,
    const Sockets& held,
    const Descriptors& has = {}
);
/// Gives the addresses back and takes the rules away.
Result<> close_public(const Cluster& cluster, network::Network& network);
/// To whom public rules and names belong, and a broker's leased address.
std::string owner_of(const Cluster& cluster);
std::string owner_of(const Cluster& cluster, const Broker& broker);

/// Copies to pass on, in the order in which the configuration numbers them: internal, then public.
Result<std::vector<linux::Fd>> copy_all(const Cluster& cluster, const Sockets& sockets);

/// What a broker's `status` says of its sockets.
Descriptors descriptors_in(const json::Value& status);

}  // namespace atlas::engines::msk
