// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "aws/elbv2/state.h"
#include "aws/wire/service.h"
#include "engines/haproxy/engine.h"
#include "network/network.h"

namespace atlas::aws::elbv2 {

/// Elastic Load Balancing v2: Application Load Balancers. Made and owned by region/. Region thread
/// only.
class ElbService : public Service {
public:
    /// The ARNs of the balancers whose listeners use this certificate.
    virtual std::vector<std::string> users_of_certificate(const std::string& arn) const = 0;
    /// The listener is called after every change that DescribeTargetHealth may show, of any target
    /// group: a caller that reads first and then waits for the listener misses no change. To be set
    /// before `start`.
    virtual void on_targets_change(std::function<void()> listener) = 0;
    /// To be called when a certificate was issued, renewed or deleted: its users are reconfigured.
    virtual void certificate_changed(const std::string& arn) = 0;
};

/// All references outlive the service.
std::unique_ptr<ElbService> make_service(
    engines::haproxy::Engine& engine,
    network::Network& network,
    const CertificateSource& certificates
);

}  // namespace atlas::aws::elbv2
