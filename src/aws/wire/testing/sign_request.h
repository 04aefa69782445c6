// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "aws/wire/sigv4.h"
#include "base/time_format.h"
#include "crypto/digest.h"
#include "crypto/sigv4.h"
#include "net/http.h"

namespace atlas::aws::testing {

/// The credentials and the region that a test signs with.
struct Signer {
    std::string access_key_id;
    std::string secret_access_key;
    std::string session_token;
    std::string region = "us-east-1";
};

/// Signs a request as a client does, with the headers host, x-amz-date and, if they exist,
/// x-amz-security-token and x-amz-target.
inline void sign(
    net::Request& request, const Signer& signer, const std::string& service, Time now
) {
    auto stamp = format_amz_date(now);
    auto day = stamp.substr(0, 8);
    request.headers.set("host", "127.0.0.1:4566");
    request.headers.set("x-amz-date", stamp);
    std::vector<std::string> names{"host", "x-amz-date"};
    if (!signer.session_token.empty()) {
        request.headers.set("x-amz-security-token", signer.session_token);
        names.emplace_back("x-amz-security-token");
    }
    if (request.headers.find("x-amz-target")) names.emplace_back("x-amz-target");
    auto scope = day + "/" + signer.region + "/" + service + "/aws4_request";
    auto canonical =
        canonical_request(request, names, crypto::sha256_hex(request.body), service != "s3");
    auto key = crypto::sigv4_key(signer.secret_access_key, day, signer.region, service);
    std::string listed;
    for (const auto& name : names)
        listed += (listed.empty() ? "" : ";") + name;
    request.headers.set(
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=" + signer.access_key_id + "/" + scope + ", SignedHeaders=" +
            listed + ", Signature=" + crypto::sigv4_signature(key, stamp, scope, canonical)
    );
}

}  // namespace atlas::aws::testing
