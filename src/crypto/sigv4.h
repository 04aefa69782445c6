// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace atlas::crypto {

/// The signing key of AWS Signature Version 4, 32 raw bytes: the HMAC chain "AWS4" + secret → day →
/// region → service → "aws4_request". `day` is yyyymmdd. Source: IAM User Guide, "Create a signed
/// AWS API request".
std::string sigv4_key(
    std::string_view secret, std::string_view day, std::string_view region, std::string_view service
);

/// The signature, 64 lower-case hex digits: the HMAC of the string to sign, "AWS4-HMAC-SHA256\n"
/// amz_date "\n" scope "\n" sha256(canonical_request). `key` is from `sigv4_key`, `scope` is
/// day/region/service/aws4_request.
std::string sigv4_signature(
    std::string_view key,
    std::string_view amz_date,
    std::string_view scope,
    std::string_view canonical_request
);

}  // namespace atlas::crypto
