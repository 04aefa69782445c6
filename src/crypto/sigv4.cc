// SPDX-License-Identifier: Apache-2.0
#include "crypto/sigv4.h"

#include "base/encoding.h"
#include "crypto/digest.h"

namespace atlas::crypto {

std::string sigv4_key(
    std::string_view secret, std::string_view day, std::string_view region, std::string_view service
) {
    auto key = hmac_sha256("AWS4" + std::string(secret), day);
    key = hmac_sha256(key, region);
    key = hmac_sha256(key, service);
    return hmac_sha256(key, "aws4_request");
}

std::string sigv4_signature(
    std::string_view key,
    std::string_view amz_date,
    std::string_view scope,
    std::string_view canonical_request
) {
    std::string text = "AWS4-HMAC-SHA256\n";
    text += amz_date;
    text += '\n';
    text += scope;
    text += '\n';
    text += sha256_hex(canonical_request);
    return encode_hex(hmac_sha256(key, text));
}

}  // namespace atlas::crypto
