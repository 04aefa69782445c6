// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aws/wire/service.h"
#include "crypto/certificate.h"

namespace atlas::aws::acm {

/// AWS Certificate Manager, whose issuer is the region's own certificate authority. Owned by
/// region/. Region thread only.
class AcmService : public Service {
public:
    /// Certificate, chain and private key as one PEM, for a load balancer. Nothing for a
    /// certificate that does not exist or is not issued.
    virtual std::optional<std::string> certificate_pem(const std::string& arn) const = 0;
    /// Sets the function that is called on the region thread for each certificate that was renewed
    /// or imported, once that is committed, so that load balancers load it again. To be set before
    /// `start`.
    virtual void on_changed(std::function<void(const std::string& arn)> listener) = 0;
};

/// `authority` is the region's own. `in_use_by` returns the ARNs of the load balancers that use a
/// certificate; it is called on the region thread.
std::unique_ptr<AcmService> make_service(
    crypto::CertificateKey authority,
    std::function<std::vector<std::string>(const std::string& arn)> in_use_by
);

}  // namespace atlas::aws::acm
