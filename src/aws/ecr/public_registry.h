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

/// The account's registry as clients on the host reach it: HTTPS on port 443 of a leased loopback
/// address, under the name <account>.dkr.ecr.<region>.<suffix> of the hosts file. Images are pulled
/// for tasks from the blobs themselves, so no VPC needs a way here. Made by region/ once ECR was
/// started; lives until the region stops.
class PublicRegistry {
public:
    /// All outlive it. `identity` is a server certificate for `name_of`.
    struct World {
        Host& host;
        network::Network& network;
        registry::Blobs& blobs;
        EcrService& ecr;
        net::TlsIdentity identity;
    };
    /// The name that the certificate must bear.
    static std::string name_of(const Place& place);
    /// Blocks for as long as the hosts file takes. already_exists, io: the address cannot be used.
    static Result<std::unique_ptr<PublicRegistry>> open(World world);
    ~PublicRegistry();

    const std::string& address() const { return address_; }

private:
    PublicRegistry() = default;

    SystemRandom random_;  // Of io threads and workers: the region's own belongs to its thread.
    std::string address_;
    std::unique_ptr<registry::Registry> registry_;
    std::unique_ptr<net::Server> server_;
};

}  // namespace atlas::aws::ecr
