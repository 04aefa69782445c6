// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "aws/wire/identity.h"
#include "aws/wire/service.h"
#include "base/clock.h"
#include "crypto/certificate.h"
#include "engines/haproxy/engine.h"
#include "net/http.h"
#include "network/network.h"
#include "supervisor/supervisor.h"

namespace atlas::region {

/// What services are made of; all of it outlives them.
struct Foundations {
    aws::Host* host = nullptr;
    network::Network* network = nullptr;
    supervisor::Supervisor* supervisor = nullptr;
    const Clock* clock = nullptr;
    Random* random = nullptr;
    crypto::CertificateKey authority;
    std::string broker_binary;  // path of atlas-broker
};

/// The region's services, made and wired to each other. Region thread only.
class Services {
public:
    virtual ~Services() = default;
    /// Every service, in the order of their start.
    virtual std::vector<aws::Service*> list() = 0;
    virtual const aws::Identities& identities() const = 0;
    /// The 32 bytes that seal secrets at rest.
    virtual const std::string& sealing_key() const = 0;
    /// The administrator's long-term key; there after `start_all`.
    virtual std::pair<std::string, std::string> administrator_key() const = 0;
    /// Policies, and what this region does not decide of them as AWS does.
    virtual std::vector<std::pair<std::string, std::string>> policy_findings() const = 0;
    /// Engines and services take back what runs from before.
    virtual void adopt(const std::vector<supervisor::Supervisor::Recovered>& recovered) = 0;
    /// What tasks of a VPC ask on the link-local address: credentials and metadata.
    virtual net::Handler task_endpoint(const std::string& vpc) = 0;
    virtual void start_all() = 0;
    /// Opens the registry for clients on the host; after `start_all`.
    virtual Result<> open_registry() = 0;
    virtual void stop_all() = 0;
};

/// The one list of all services.
Result<std::unique_ptr<Services>> make_services(const Foundations& foundations);

}  // namespace atlas::region
