// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "broker/auth/caller.h"
#include "broker/auth/snapshot.h"

namespace atlas::broker {

/// A presigned SigV4 request `GET https://HOST/?…`. Both of MSK's mechanisms send one, in different
/// encodings.
struct SignedRequest {
    std::string host;
    /// All signed query parameters, decoded, in any order; without X-Amz-Signature.
    std::vector<std::pair<std::string, std::string>> parameters;
    std::string signature;   // hex
    std::string user_agent;  // sent with it, not signed
};

/// The canonical request, whose digest is signed. Source: "Create a canonical request", AWS SigV4.
std::string canonical_request(const SignedRequest& request);

/// The signer, and how long the request and its credentials are valid.
struct Verified {
    Caller caller;
    Time request_end;                    // X-Amz-Date + X-Amz-Expires
    std::optional<Time> credential_end;  // for temporary credentials
};

/// Checks action, algorithm, scope, time, credentials and signature, in that order.
/// invalid_argument says which one failed; it is for the log, the client only gets "Access denied".
Result<Verified> verify(const SignedRequest& request, const Snapshot& snapshot, Time now);

}  // namespace atlas::broker
