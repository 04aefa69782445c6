// SPDX-License-Identifier: Apache-2.0
#include "aws/ecr/public_registry.h"

#include "aws/ecr/state.h"
#include "registry/answers.h"

namespace atlas::aws::ecr {
namespace {

constexpr const char* owner = "ecr:registry";
constexpr std::uint16_t https = 443;
constexpr std::chrono::seconds drain_time{2};

net::ServerOptions server_options(registry::Registry& registry) {
    net::ServerOptions options;
    options.body_bytes_max = 4 << 20;  // for manifests; blobs go to a sink
    options.body_sink = registry.body_sink();
    options.overloaded = [](const net::Request&) {
        return registry::refuse(429, "TOOMANYREQUESTS", "too many bytes are under way; ask again");
    };
    return options;
}

}  // namespace

std::string PublicRegistry::name_of(const Place& place) {
    return registry_host(place);
}

Result<std::unique_ptr<PublicRegistry>> PublicRegistry::open(World world) {
    auto front = std::unique_ptr<PublicRegistry>(new PublicRegistry());
    front->address_ = ATLAS_TRY(world.network.lease_address(owner));
    front->registry_ = registry::Registry::create(
        {world.blobs,
         world.ecr.repositories(),
         world.host.region_thread(),
         world.host.workers(),
         front->random_}
    );
    front->server_ =
        net::Server::create(server_options(*front->registry_), front->registry_->handler());
    auto socket = ATLAS_TRY(net::open_listener(front->address_, https));
    ATLAS_TRY(front->server_->listen(std::move(socket), std::move(world.identity)));
    network::NameSet names;
    names.owner = owner;
    names.outside[name_of(world.host.place())] = front->address_;
    // A name that another region owns is no error here; `atlas status` reports it.
    ATLAS_TRY(world.network.publish(names));
    return front;
}

PublicRegistry::~PublicRegistry() {
    if (server_) server_->stop(drain_time);
}

}  // namespace atlas::aws::ecr
