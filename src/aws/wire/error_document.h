// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws/models/model.h"
#include "aws/wire/answer.h"
#include "net/http.h"

namespace atlas::aws {

/// Translates an error into the form of one service's API. Codes common to all APIs get the
/// protocol's spelling (AccessDenied is AccessDeniedException in JSON, UnauthorizedOperation in
/// ec2) and its HTTP status. Any other code stays; if its status is still the default 400, it gets
/// the status that the service's model declares for it.
AwsError in_words_of(const ServiceModel& service, AwsError error);

/// The HTTP response that reports `error` in this protocol. Bytes of the message that are not UTF-8
/// are replaced. `service` is null if the request does not name a known service; an XML document
/// then has no namespace.
net::Response encode_error(
    Protocol protocol,
    const ServiceModel* service,
    const AwsError& error,
    const std::string& request_id
);

/// The error for an operation that this region does not implement: 501, never 500, which SDKs
/// retry.
AwsError not_implemented(std::string_view service, std::string_view operation);

}  // namespace atlas::aws
