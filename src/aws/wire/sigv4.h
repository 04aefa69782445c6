// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "aws/wire/answer.h"
#include "base/clock.h"
#include "net/http.h"

/// AWS Signature Version 4, in the Authorization header or in the query string of a presigned URL.
/// Errors carry the query protocol's codes; `in_words_of` translates them for the service.
namespace atlas::aws {

/// The parts of an Authorization header or a presigned URL, parsed but not verified.
struct Signature {
    std::string access_key_id;
    std::string day;                          // credential scope: yyyymmdd
    std::string region;                       // credential scope
    std::string service;                      // credential scope: the signing name
    std::vector<std::string> signed_headers;  // as sent: a valid client sorts them in lower case
    std::string signature;                    // as sent: 64 lower-case hex digits if valid
    std::string session_token;                // empty for long-term credentials
    std::optional<Time> signed_at;            // absent without a readable X-Amz-Date or Date
    /// For a presigned URL: its lifetime from `signed_at` on.
    std::optional<std::chrono::seconds> expires;
};

/// Errors: MissingAuthenticationToken for an unsigned request; IncompleteSignature for a signature
/// that is not in SigV4's form; NotImplemented (501) for a streaming payload.
Answer<Signature> parse_signature(const net::Request& request);

/// What a signature is verified against.
struct Expected {
    std::string_view secret_access_key;
    std::string_view region;   // the only region allowed in the credential scope
    std::string_view service;  // the service's signing name
    Time now;                  // allowed skew: 15 minutes; a presigned URL may be older
};

/// Returns the payload's hash (64 hex digits, or UNSIGNED-PAYLOAD for s3). Errors:
/// SignatureDoesNotMatch, also for a scope of another region or service and for a time outside the
/// allowed skew, with the reason in the message; IncompleteSignature if the time is missing or if
/// `host` or an x-amz- header is not signed; for s3 also XAmzContentSHA256Mismatch.
Answer<std::string> verify_signature(
    const net::Request& request, const Signature& signature, const Expected& expected
);

/// The canonical request, whose hash is signed. `payload_hash` is the body's SHA-256 or
/// UNSIGNED-PAYLOAD. `encode_path_twice` is true for every service except S3, which neither
/// normalizes nor encodes the path again. (Source: "Create a signed AWS API request", IAM User
/// Guide.)
std::string canonical_request(
    const net::Request& request,
    const std::vector<std::string>& signed_headers,
    std::string_view payload_hash,
    bool encode_path_twice
);

}  // namespace atlas::aws
