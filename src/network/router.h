// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"
#include "linux/fd.h"
#include "linux/route_socket.h"
#include "network/network.h"
#include "network/nft_table.h"

namespace atlas::network {

/// The router of one VPC: a namespace that forwards between the VPC's interfaces and serves DNS and
/// credentials on its loopback device. One thread at a time.
class Router {
public:
    /// Makes the router's namespace or takes over an existing one.
    static Result<std::unique_ptr<Router>> open(
        linux::ProcessRunner& runner, const std::string& region, const VpcPlan& plan
    );

    int descriptor() const { return namespace_.number(); }
    NftTable& table() { return table_; }
    /// Connects this namespace and `sandbox` with a veth pair for the interface; the sandbox's end
    /// is called `name`. Adds the route to the interface's address and replaces an older pair of
    /// the interface.
    Result<> attach(const Eni& eni, const std::string& name, int sandbox);
    /// Waits until the router's end can send; call it once the other end is up.
    Result<> await_running(const Eni& eni);
    /// Opens a listening socket in this namespace. already_exists: the port is taken.
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

/// Sets sysctls of a namespace, relative to /proc/sys/net: "ipv4/ip_forward" → "1". Those that the
/// kernel lacks are skipped.
Result<> set_switches(
    int network_namespace, const std::vector<std::pair<std::string, std::string>>& switches
);

}  // namespace atlas::network
