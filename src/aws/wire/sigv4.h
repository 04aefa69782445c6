// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "aws/wire/answer.h"
#include "base/clock.h"
#include "net/http.h"

/// AWS Signature Version 4, in a header or in the query string of a presigned URL. Errors carry the
/// query protocol's codes; `in_words_of` turns them into the service's own.
namespace atlas::aws {

/// What an Authorization header or a presigned URL says.
struct Signature {
    std::string access_key_id;
    std::string day;                          // yyyymmdd
    std::string region;                       // of the scope
    std::string service;                      // of the scope: the signing name
    std::vector<std::string> signed_headers;  // lower case, sorted as they came
    std::string signature;                    // 64 lower-case hex digits
    std::string session_token;                // or empty
    std::optional<Time> signed_at;            // none = neither X-Amz-Date nor Date, or no date
    /// Of a presigned URL: how long it is good for, from signed_at on.
    std::optional<std::chrono::seconds> expires;
};

/// MissingAuthenticationToken without either form; IncompleteSignature for one that is not SigV4's;
/// NotImplemented for a streaming payload.
Answer<Signature> parse_signature(const net::Request& request);

/// What a request signed is checked against.
struct Expected {
    std::string_view secret_access_key;
    std::string_view region;   // the only one that may stand in the scope
    std::string_view service;  // the service's signing name
    Time now;                  // ± 15 minutes; a presigned URL until it expires
};

/// Answers the payload's hash (64 hex digits; for s3 also UNSIGNED-PAYLOAD). SignatureDoesNotMatch
/// also for a scope of another region or service and for a clock that is too far off, which its
/// message says; IncompleteSignature where `host` or an x-amz- header was not signed.
Answer<std::string> verify_signature(
    const net::Request& request, const Signature& signature, const Expected& expected
);

/// The text that is hashed and signed. `payload_hash` as sent or computed.
std::string canonical_request(
    const net::Request& request,
    const std::vector<std::string>& signed_headers,
    std::string_view payload_hash,
    bool encode_path_twice
);

}  // namespace atlas::aws
