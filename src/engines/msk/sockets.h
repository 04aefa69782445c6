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

/// The listening sockets of a cluster. The engine opens and holds them and the broker gets copies,
/// so they survive the broker's death, and clients that connect meanwhile wait for the next one.
namespace atlas::engines::msk {

/// "set/broker" → its socket.
using Sockets = std::map<std::string, std::shared_ptr<const linux::Fd>>;
/// "set/broker" → the descriptor's number in the broker's process.
using Descriptors = std::map<std::string, int>;

std::string socket_name(const std::string& set, int broker);

/// Opens one internal socket per broker in the cluster's sandbox. Sockets in `held` are reused if
/// they belong to the current sandbox.
Result<Sockets> open_internal(
    const Cluster& cluster, network::Network& network, const Sockets& held
);
/// Opens one public socket per broker on a leased address; the host's rules are applied first.
/// Sockets in `held` are reused; brokers in `has` already have theirs and are left out.
Result<Sockets> open_public(
    const Cluster& cluster,
    network::Network& network,
    const Sockets& held,
    const Descriptors& has = {}
);
/// Returns the leased addresses and removes the host's rules.
Result<> close_public(const Cluster& cluster, network::Network& network);
/// The owner of the cluster's names and public rules, and the owner of one broker's leased address.
std::string owner_of(const Cluster& cluster);
std::string owner_of(const Cluster& cluster, const Broker& broker);

/// Duplicates of all sockets in the order of configuration_text: internal, then public.
Result<std::vector<linux::Fd>> copy_all(const Cluster& cluster, const Sockets& sockets);

/// The sockets in a broker's answer to `status`.
Descriptors descriptors_in(const json::Value& status);

}  // namespace atlas::engines::msk
