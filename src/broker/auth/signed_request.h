// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "broker/auth/caller.h"
#include "broker/auth/snapshot.h"

namespace atlas::broker {

/// A presigned `GET https://HOST/?…` of SigV4, which both of MSK's mechanisms come down to.
struct SignedRequest {
    std::string host;
    /// All signed query parameters, decoded, in any order; without X-Amz-Signature.
    std::vector<std::pair<std::string, std::string>> parameters;
    std::string signature;   // hex
    std::string user_agent;  // told beside it, not signed
};

/// The bytes whose digest is signed. Source: "Create a canonical request", AWS SigV4.
std::string canonical_request(const SignedRequest& request);

/// Who signed, and until when this one request may be used.
struct Verified {
    Caller caller;
    Time request_end;                    // X-Amz-Date + X-Amz-Expires
    std::optional<Time> credential_end;  // of temporary credentials
};

/// Checks action, algorithm, scope, time, credentials and signature, in that order. The error says
/// which one failed, for our log only: the client is told "Access denied".
Result<Verified> verify(const SignedRequest& request, const Snapshot& snapshot, Time now);

}  // namespace atlas::broker
