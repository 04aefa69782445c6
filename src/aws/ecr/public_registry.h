// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "aws/ecr/service.h"
#include "aws/wire/host.h"
#include "base/random.h"
#include "net/server.h"
#include "network/network.h"
#include "registry/blobs.h"
#include "registry/registry.h"

namespace atlas::aws::ecr {

/// The account's registry for clients on the host: HTTPS on port 443 of a leased loopback address,
/// with the name <account>.dkr.ecr.<region>.<suffix> in the hosts file. Tasks do not use it: ECS
/// reads their images from the blobs directly. Made by region/ after ECR's `start`; lives until the
/// region stops. Its server has io threads of its own.
class PublicRegistry {
public:
    /// The dependencies; all outlive the registry. `identity` is a server certificate for
    /// `name_of`.
    struct World {
        Host& host;
        network::Network& network;
        registry::Blobs& blobs;
        EcrService& ecr;
        net::TlsIdentity identity;
    };
    /// The registry's host name.
    static std::string name_of(const Place& place);
    /// Leases the address, listens, and publishes the name. Blocks while it writes the hosts file.
    /// already_exists, io: the address cannot be used.
    static Result<std::unique_ptr<PublicRegistry>> open(World world);
    /// Stops the server; requests have two seconds to finish.
    ~PublicRegistry();

    /// The leased loopback address.
    const std::string& address() const { return address_; }

private:
    PublicRegistry() = default;

    SystemRandom random_;  // for io threads and workers; Host::random is for the region thread only
    std::string address_;
    std::unique_ptr<registry::Registry> registry_;
    std::unique_ptr<net::Server> server_;
};

}  // namespace atlas::aws::ecr
