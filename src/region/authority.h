// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "crypto/certificate.h"
#include "region/home.h"

namespace atlas::region {

/// The region's certificate authority, for names below .test alone: made at the first start, kept
/// in ca/ca.pem and ca/ca.key (mode 0600) of the home. io: they are no pair.
Result<crypto::CertificateKey> open_authority(const Home& home, const Clock& clock, Random& random);

/// Where its certificate lies, for clients outside (`atlas ca`, ATLAS_CA).
std::string authority_path(const std::string& home);

/// A server certificate of the region itself (the registry's, the broker's), good for ten years
/// like the authority, so that what runs for long needs no renewal.
Result<crypto::CertificateKey> issue_for(
    const crypto::CertificateKey& authority,
    const std::vector<std::string>& names,
    const Clock& clock,
    Random& random
);

}  // namespace atlas::region
