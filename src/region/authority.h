// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "crypto/certificate.h"
#include "region/home.h"

namespace atlas::region {

/// The region's certificate authority, constrained to names below .test. Made at the first start
/// and kept in ca/ca.pem and ca/ca.key (mode 0600) of the home. io: the certificate is unreadable
/// or does not match the key.
Result<crypto::CertificateKey> open_authority(const Home& home, const Clock& clock, Random& random);

/// Path of the authority's certificate, for clients on the host (`atlas ca`, ATLAS_CA).
std::string authority_path(const std::string& home);

/// Issues a server certificate for the region itself (registry, broker). It is valid for almost as
/// long as the authority, so that long-running processes need no renewal.
Result<crypto::CertificateKey> issue_for(
    const crypto::CertificateKey& authority,
    const std::vector<std::string>& names,
    const Clock& clock,
    Random& random
);

}  // namespace atlas::region
