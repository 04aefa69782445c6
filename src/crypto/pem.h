// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/openssl.h"

/// PEM text ↔ OpenSSL's objects. Inside crypto only.
namespace atlas::crypto {

Result<openssl::Certificate> parse_certificate(std::string_view pem);
/// An unencrypted private key.
Result<openssl::Key> parse_key(std::string_view pem);
std::string write_pem(X509* certificate);
std::string write_pem(EVP_PKEY* key);

}  // namespace atlas::crypto
