// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws/wire/authorize.h"
#include "aws/wire/find_operation.h"
#include "aws/wire/host.h"
#include "aws/wire/identity.h"
#include "aws/wire/operation_table.h"
#include "aws/wire/sigv4.h"
#include "net/http.h"

namespace atlas::aws {

/// A request that is decoded, valid and authenticated: all that the region thread needs of it.
struct ReadRequest {
    const Entry* entry = nullptr;
    Principal principal;
    Origin origin;
    json::Value input;  // decoded, validated; the model's names
    std::string request_id;
    std::string invocation_id;  // amz-sdk-invocation-id, or empty
    std::string payload_hash;
};

/// Turns an HTTP request into a ReadRequest: finds the operation, verifies the signature, decodes
/// and validates the input. Owned by the dispatcher. Constant after construction; any thread.
class RequestReader {
public:
    RequestReader(
        Host& host,
        const Identities& identities,
        const OperationIndex& index,
        const OperationTable& table
    );
    /// Fills `target` as far as the request can be understood, so that the caller can report an
    /// error in the right protocol. Errors are in the form of the service's API. Leaves
    /// `request_id` empty.
    Answer<ReadRequest> read(const net::Request& request, Target& target) const;

private:
    /// Authenticates first and decodes afterwards: a client without credentials learns nothing of
    /// the operations and cannot make the decoders work.
    Answer<ReadRequest> believe(
        const net::Request& request, const Signature& signature, const Target& target
    ) const;

    const Place& place_;
    const Clock& clock_;
    const Identities& identities_;
    const OperationIndex& index_;
    const OperationTable& table_;
};

}  // namespace atlas::aws
