// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"
#include "linux/fd.h"
#include "linux/route_socket.h"
#include "network/network.h"
#include "network/nft_table.h"

namespace atlas::network {

/// The router of one VPC: its namespace, which forwards between the interfaces and serves names and
/// credentials on its loopback. One thread at a time.
class Router {
public:
    /// Makes it, or takes back the one that is there.
    static Result<std::unique_ptr<Router>> open(
        linux::ProcessRunner& runner, const std::string& region, const VpcPlan& plan
    );

    int descriptor() const { return namespace_.number(); }
    NftTable& table() { return table_; }
    /// Puts a veth pair for this interface between here and `sandbox`, where it is called `name`,
    /// and the address behind it. An older pair of the same interface goes.
    Result<> attach(const Eni& eni, const std::string& name, int sandbox);
    /// Until this end sends; after the other end is up.
    Result<> await_running(const Eni& eni);
    /// A socket that listens in this namespace; already_exists: the port is taken.
    Result<linux::Fd> listen(const std::string& address, std::uint16_t port);

private:
    Router(
        linux::ProcessRunner& runner, std::string region, linux::Fd space, linux::RouteSocket routes
    )
        : region_(std::move(region)),
          namespace_(std::move(space)),
          routes_(std::move(routes)),
          table_(runner, namespace_.number(), "inet vpc") {}
    Result<> settle(const VpcPlan& plan);

    const std::string region_;
    linux::Fd namespace_;
    linux::RouteSocket routes_;
    NftTable table_;
};

/// Switches of a namespace, below /proc/sys/net: "ipv4/ip_forward" → "1". What the kernel does not
/// have is passed over.
Result<> set_switches(
    int network_namespace, const std::vector<std::pair<std::string, std::string>>& switches
);

}  // namespace atlas::network
