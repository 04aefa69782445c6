// SPDX-License-Identifier: Apache-2.0
#include "region/endpoint_network.h"

namespace atlas::region {
namespace {

constexpr const char* address = "169.254.170.2";
constexpr std::uint64_t task_body_bytes_max = 64 << 10;  // clients only GET there
constexpr std::uint16_t task_port = 80;
constexpr std::uint16_t api_port = 4566;
constexpr std::chrono::milliseconds drain_time{500};

// Limits per source address: a task's SDKs hold a few connections to each port, and a task that
// opens more loses its own.
constexpr int task_connections_max = 64;
constexpr int api_connections_max = 256;
constexpr std::chrono::milliseconds task_header_timeout{5'000};
constexpr std::chrono::milliseconds task_idle_timeout{20'000};

}  // namespace

void EndpointNetwork::serve(LinkLocal link_local) {
    std::lock_guard lock(mutex_);
    link_local_ = std::move(link_local);
}

void EndpointNetwork::stop() {
    std::lock_guard lock(mutex_);
    for (auto& [vpc, servers] : servers_) {
        servers.api->stop(drain_time);
        servers.tasks->stop(drain_time);
    }
    servers_.clear();
    link_local_ = {};
}

Result<std::unique_ptr<net::Server>> EndpointNetwork::open(
    const std::string& vpc, std::uint16_t port, net::ServerOptions options, net::Handler handler
) {
    auto socket = ATLAS_TRY(network_->listen_in_router(vpc, address, port));
    auto server = net::Server::create(std::move(options), std::move(handler));
    ATLAS_TRY(server->listen(std::move(socket)));
    return server;
}

Result<> EndpointNetwork::listen(const std::string& vpc) {
    std::lock_guard lock(mutex_);
    if (servers_.contains(vpc) || !link_local_.api) return {};
    Servers servers;
    auto api = link_local_.api_options;
    api.source_connections_max = api_connections_max;
    servers.api = ATLAS_TRY(open(vpc, api_port, std::move(api), link_local_.api));
    net::ServerOptions tasks;
    tasks.source_connections_max = task_connections_max;
    tasks.header_timeout = task_header_timeout;
    tasks.idle_timeout = task_idle_timeout;
    tasks.body_bytes_max = task_body_bytes_max;
    servers.tasks = ATLAS_TRY(open(vpc, task_port, std::move(tasks), link_local_.tasks(vpc)));
    servers_.emplace(vpc, std::move(servers));
    return {};
}

Result<> EndpointNetwork::apply(const std::string& vpc) {
    ATLAS_TRY(network_->apply(vpc));
    return listen(vpc);
}

Result<std::string> EndpointNetwork::open_sandbox(const network::SandboxPlan& plan) {
    auto path = ATLAS_TRY(network_->open_sandbox(plan));
    ATLAS_TRY(listen(plan.vpc));
    return path;
}

Result<> EndpointNetwork::remove_vpc(const std::string& vpc) {
    {
        std::lock_guard lock(mutex_);
        servers_.erase(vpc);
    }
    return network_->remove_vpc(vpc);
}

Result<> EndpointNetwork::remove_all() {
    stop();
    return network_->remove_all();
}

}  // namespace atlas::region
