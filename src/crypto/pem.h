// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/openssl.h"

/// Conversion between PEM and OpenSSL's objects. Included only within crypto.
namespace atlas::crypto {

/// The first certificate of a text. invalid_argument: there is none.
Result<openssl::Certificate> parse_certificate(std::string_view pem);
/// The first private key of a text. invalid_argument: there is none, or it is encrypted.
Result<openssl::Key> parse_key(std::string_view pem);
std::string write_pem(X509* certificate);
/// As PKCS #8, unencrypted.
std::string write_pem(EVP_PKEY* key);

}  // namespace atlas::crypto
