// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"

/// Certificates as plain structs: a local certificate authority, server certificates that it
/// issues, and what stands in any certificate. Any thread.
namespace atlas::crypto {

/// A certificate and its private key (PKCS #8), PEM. Whoever holds it keeps the key secret.
struct CertificateKey {
    std::string certificate_pem;
    std::string key_pem;
};

struct Validity {
    Time not_before;
    Time not_after;
};

/// A self-signed authority on P-256 that may only sign for names at or below the domains given
/// ("test"); none = any name. The constraint is critical, so clients refuse what breaks it.
CertificateKey make_authority(
    std::string_view common_name,
    const std::vector<std::string>& permitted_domains,
    Validity validity,
    Random& random
);

enum class KeyAlgorithm : std::uint8_t { ec_p256, ec_p384, rsa_2048 };
/// A new private key (PKCS #8, PEM). One of RSA takes a tenth of a second and more: for workers.
std::string make_key_pem(KeyAlgorithm algorithm);

struct ServerNames {
    std::vector<std::string> dns_names;     // "events.staging.atlas.test", "*.atlas.test"
    std::vector<std::string> ip_addresses;  // "127.0.0.1"
};

/// A certificate for a server, with a new P-256 key. The subject's common name is the first DNS
/// name (left empty beyond X.509's 64 characters). invalid_argument: no name at all, a name that is
/// none, or an authority that is not a PEM pair.
Result<CertificateKey> issue_certificate(
    const CertificateKey& authority, const ServerNames& names, Validity validity, Random& random
);
/// The same for a key that the caller made.
Result<CertificateKey> issue_certificate_for_key(
    const CertificateKey& authority,
    std::string_view key_pem,
    const ServerNames& names,
    Validity validity,
    Random& random
);

/// What a certificate says.
struct CertificateContent {
    std::string subject;  // "CN=events.staging.atlas.test"
    std::string issuer;
    std::string common_name;
    std::vector<std::string> dns_names;
    std::vector<std::string> ip_addresses;
    std::string serial;              // "0a:1b:…", as ACM describes it
    std::string fingerprint_sha256;  // 64 lower-case hex digits of the DER
    Validity validity;
    std::string key_algorithm;        // "EC-prime256v1", "RSA-2048": ACM's words with "-" for "_"
    std::string signature_algorithm;  // "ecdsa-with-SHA256"
    bool authority = false;
};

/// Reads the first certificate of a PEM text. invalid_argument: there is none.
Result<CertificateContent> read_certificate(std::string_view pem);
/// How many certificates a PEM text holds; invalid_argument where one is broken.
Result<int> count_certificates(std::string_view pem);
/// invalid_argument unless the key is the certificate's.
Result<> check_key(const CertificateKey& pair);
/// invalid_argument unless the certificate's signature is the authority's.
Result<> check_issuer(std::string_view certificate_pem, std::string_view authority_pem);

}  // namespace atlas::crypto
