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

/// AWS Certificate Manager over the region's own authority.
class AcmService : public Service {
public:
    /// Chain and key as one PEM; nothing for an ARN that is not there or not issued. Region thread
    /// only.
    virtual std::optional<std::string> certificate_pem(const std::string& arn) const = 0;
    /// `listener` is told, after the commit, of each certificate that was renewed or imported anew:
    /// whoever serves with it takes it then. Before the start.
    virtual void on_changed(std::function<void(const std::string& arn)> listener) = 0;
};

/// `in_use_by` answers the ARNs of what serves with a certificate.
std::unique_ptr<AcmService> make_service(
    crypto::CertificateKey authority,
    std::function<std::vector<std::string>(const std::string& arn)> in_use_by
);

}  // namespace atlas::aws::acm
