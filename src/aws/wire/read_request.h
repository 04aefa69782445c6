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

/// A request that was understood and believed: what the region thread needs of it.
struct ReadRequest {
    const Entry* entry = nullptr;
    Principal principal;
    Origin origin;
    json::Value input;  // decoded, validated; the model's names
    std::string request_id;
    std::string invocation_id;  // amz-sdk-invocation-id, or empty
    std::string payload_hash;
};

/// Turns HTTP into ReadRequest: find the operation, verify the signature, decode, validate.
/// Constant after construction; any thread.
class RequestReader {
public:
    RequestReader(
        Host& host,
        const Identities& identities,
        const OperationIndex& index,
        const OperationTable& table
    );
    /// `target` is filled as far as it was understood, so that an error can be told in the right
    /// protocol. Errors are in the service's words.
    Answer<ReadRequest> read(const net::Request& request, Target& target) const;

private:
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
