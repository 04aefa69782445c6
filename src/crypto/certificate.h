// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"

/// X.509 certificates as plain structs: a local certificate authority, the server certificates that
/// it issues, and the content of any certificate. Any thread.
namespace atlas::crypto {

/// A certificate and its private key (PKCS #8), both as PEM. The key must be kept secret.
struct CertificateKey {
    std::string certificate_pem;
    std::string key_pem;
};

struct Validity {
    Time not_before;
    Time not_after;
};

/// A self-signed authority with a P-256 key, which may sign no further authorities (pathlen 0). If
/// domains are given ("test"), its critical name constraints (RFC 5280 §4.2.1.10) permit only DNS
/// names at or below them, so clients reject any other; IP addresses are not constrained.
CertificateKey make_authority(
    std::string_view common_name,
    const std::vector<std::string>& permitted_domains,
    Validity validity,
    Random& random
);

enum class KeyAlgorithm : std::uint8_t { ec_p256, ec_p384, rsa_2048 };
/// A new private key (PKCS #8, PEM), from OpenSSL's own generator. An RSA key takes a tenth of a
/// second or more, so make it on a worker.
std::string make_key_pem(KeyAlgorithm algorithm);

struct ServerNames {
    std::vector<std::string> dns_names;     // "events.staging.atlas.test", "*.atlas.test"
    std::vector<std::string> ip_addresses;  // "127.0.0.1"
};

/// A certificate for a server, which may also authenticate as a client, with a new P-256 key. The
/// common name is the first DNS name, or the first IP address if there is none; it is empty if that
/// is longer than the 64 characters that X.509 permits. invalid_argument: no names, a malformed
/// name, or an authority that is not PEM.
Result<CertificateKey> issue_certificate(
    const CertificateKey& authority, const ServerNames& names, Validity validity, Random& random
);
/// The same for a private key of the caller's (PEM).
Result<CertificateKey> issue_certificate_for_key(
    const CertificateKey& authority,
    std::string_view key_pem,
    const ServerNames& names,
    Validity validity,
    Random& random
);

/// What a certificate contains. Times beyond what a Time holds are the nearest one that it holds.
struct CertificateContent {
    std::string subject;  // "CN=events.staging.atlas.test", as in RFC 2253
    std::string issuer;
    std::string common_name;
    std::vector<std::string> dns_names;
    std::vector<std::string> ip_addresses;
    std::string serial;              // "0a:1b:…", as ACM describes it
    std::string fingerprint_sha256;  // 64 lower-case hex digits of the DER
    Validity validity;
    std::string key_algorithm;        // "EC-prime256v1", "RSA-2048": ACM's names, with "-" for "_"
    std::string signature_algorithm;  // "ecdsa-with-SHA256"
    bool authority = false;
};

/// Reads the first certificate of a PEM text. invalid_argument: there is none.
Result<CertificateContent> read_certificate(std::string_view pem);
/// The number of certificates in a PEM text, which may contain other text. invalid_argument: one is
/// malformed.
Result<int> count_certificates(std::string_view pem);
/// invalid_argument: the key does not belong to the certificate.
Result<> check_key(const CertificateKey& pair);
/// invalid_argument: the authority's key did not sign the certificate. Checks neither names nor
/// validity.
Result<> check_issuer(std::string_view certificate_pem, std::string_view authority_pem);

}  // namespace atlas::crypto
