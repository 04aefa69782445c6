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

/// What the services are built on. All of it outlives them.
struct Foundations {
    aws::Host* host = nullptr;
    network::Network* network = nullptr;
    supervisor::Supervisor* supervisor = nullptr;
    const Clock* clock = nullptr;
    Random* random = nullptr;
    crypto::CertificateKey authority;
    std::string broker_binary;  // path of atlas-broker
};

/// Owns the region's services and the engines behind them. Region thread only.
class Services {
public:
    virtual ~Services() = default;
    /// Every service, in start order.
    virtual std::vector<aws::Service*> list() = 0;
    virtual const aws::Identities& identities() const = 0;
    /// The 32 bytes that seal secrets at rest.
    virtual const std::string& sealing_key() const = 0;
    /// The administrator's access key id and secret; available after `start_all`.
    virtual std::pair<std::string, std::string> administrator_key() const = 0;
    /// Pairs of a policy and what this region does not evaluate in it as AWS does.
    virtual std::vector<std::pair<std::string, std::string>> policy_findings() const = 0;
    /// Hands workloads that survived the last region process to the engines and services that own
    /// them.
    virtual void adopt(const std::vector<supervisor::Supervisor::Recovered>& recovered) = 0;
    /// The handler for tasks of a VPC on the link-local address: credentials and task metadata.
    virtual net::Handler task_endpoint(const std::string& vpc) = 0;
    virtual void start_all() = 0;
    /// Opens the image registry for clients on the host; call it after `start_all`.
    virtual Result<> open_registry() = 0;
    virtual void stop_all() = 0;
};

/// Makes all services and wires them to each other; a new service is added here.
Result<std::unique_ptr<Services>> make_services(const Foundations& foundations);

}  // namespace atlas::region
