// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "net/server.h"
#include "network/network.h"

namespace atlas::region {

/// What each VPC's router serves on 169.254.170.2, the address of the ECS credentials endpoint. Set
/// before the first VPC is applied.
struct LinkLocal {
    net::Handler api;                                           // port 4566: the AWS API
    std::function<net::Handler(const std::string& vpc)> tasks;  // port 80: credentials and metadata
    net::ServerOptions api_options;
};

/// Adds the link-local endpoints to a network: `apply` and `open_sandbox` also start the two
/// servers of the VPC. Everything else is passed through to the wrapped network. Any thread.
class EndpointNetwork final : public network::Network {
public:
    explicit EndpointNetwork(std::unique_ptr<network::Network> network)
        : network_(std::move(network)) {}
    void serve(LinkLocal link_local);
    /// Stops all servers. Call it before the objects that the handlers use are destroyed.
    void stop();

    void desire(network::VpcPlan plan) override { network_->desire(std::move(plan)); }
    Result<> apply(const std::string& vpc) override;
    Result<std::vector<std::string>> list_vpcs() override { return network_->list_vpcs(); }
    Result<> remove_vpc(const std::string& vpc) override;
    Result<std::string> open_sandbox(const network::SandboxPlan& plan) override;
    Result<> close_sandbox(const std::string& id) override { return network_->close_sandbox(id); }
    Result<std::vector<std::string>> list_sandboxes() override {
        return network_->list_sandboxes();
    }
    Result<linux::Fd> listen_in_router(
        const std::string& vpc, const std::string& address, std::uint16_t port
    ) override {
        return network_->listen_in_router(vpc, address, port);
    }
    Result<linux::Fd> listen_in_sandbox(
        const std::string& id, const std::string& address, std::uint16_t port
    ) override {
        return network_->listen_in_sandbox(id, address, port);
    }
    Result<bool> is_in_sandbox(const std::string& id, const linux::Fd& socket) override {
        return network_->is_in_sandbox(id, socket);
    }
    Result<std::vector<network::NameConflict>> publish(const network::NameSet& names) override {
        return network_->publish(names);
    }
    std::vector<network::NameConflict> conflicts() override { return network_->conflicts(); }
    std::vector<network::Trouble> troubles() override { return network_->troubles(); }
    Result<std::string> lease_address(const std::string& owner) override {
        return network_->lease_address(owner);
    }
    Result<> release_address(const std::string& owner) override {
        return network_->release_address(owner);
    }
    Result<> apply_public(
        const std::string& owner, const std::vector<network::PublicListener>& listeners
    ) override {
        return network_->apply_public(owner, listeners);
    }
    Result<> remove_all() override;

private:
    /// Starts the servers of a VPC if they are not running yet.
    Result<> listen(const std::string& vpc);
    Result<std::unique_ptr<net::Server>> open(
        const std::string& vpc, std::uint16_t port, net::ServerOptions options, net::Handler handler
    );

    // Constant after construction.
    std::unique_ptr<network::Network> network_;
    // Guarded by mutex_.
    std::mutex mutex_;
    LinkLocal link_local_;
    struct Servers {
        std::unique_ptr<net::Server> api;
        std::unique_ptr<net::Server> tasks;
    };
    std::map<std::string, Servers> servers_;  // by VPC
};

}  // namespace atlas::region
