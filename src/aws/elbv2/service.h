// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "aws/elbv2/state.h"
#include "aws/wire/service.h"
#include "engines/haproxy/engine.h"
#include "network/network.h"

namespace atlas::aws::elbv2 {

/// Elastic Load Balancing v2 (application load balancers).
class ElbService : public Service {
public:
    /// ARNs of the balancers that serve with a certificate. Region thread only.
    virtual std::vector<std::string> users_of_certificate(const std::string& arn) const = 0;
    /// Told after what DescribeTargetHealth answers may have changed, of any group: who asks, and
    /// then waits to be told, misses nothing. Set before `start`; called on the region thread.
    virtual void on_targets_change(std::function<void()> listener) = 0;
    /// Those balancers serve with what the certificate is now. Region thread only.
    virtual void certificate_changed(const std::string& arn) = 0;
};

/// All references outlive the service.
std::unique_ptr<ElbService> make_service(
    engines::haproxy::Engine& engine,
    network::Network& network,
    const CertificateSource& certificates
);

}  // namespace atlas::aws::elbv2
