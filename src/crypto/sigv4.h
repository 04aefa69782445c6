// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace atlas::crypto {

/// The HMAC chain "AWS4"+secret → day → region → service → "aws4_request"; 32 raw bytes.
/// `day` is yyyymmdd. Source: AWS Signature Version 4.
std::string sigv4_key(
    std::string_view secret, std::string_view day, std::string_view region, std::string_view service
);

/// "AWS4-HMAC-SHA256\n" amz_date "\n" scope "\n" sha256(canonical), signed; 64 lower-case hex
/// digits. `scope` is day/region/service/aws4_request.
std::string sigv4_signature(
    std::string_view key,
    std::string_view amz_date,
    std::string_view scope,
    std::string_view canonical_request
);

}  // namespace atlas::crypto
