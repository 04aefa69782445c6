// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws/models/model.h"
#include "aws/wire/answer.h"
#include "net/http.h"

namespace atlas::aws {

/// An error as the clients of this API see it: the few codes that every API answers in its own
/// words (AccessDenied is AccessDeniedException in JSON, UnauthorizedOperation in ec2) and the HTTP
/// status that the model declares for a code. What is not in the table stays as it is.
AwsError in_words_of(const ServiceModel& service, AwsError error);

/// The error as a response of this protocol. `service` may be null where the request did not say
/// which one it meant: then a JSON or XML document by `protocol`.
net::Response encode_error(
    Protocol protocol,
    const ServiceModel* service,
    const AwsError& error,
    const std::string& request_id
);

/// 501: this region does not have that operation. Never 500, which SDKs retry.
AwsError not_implemented(std::string_view service, std::string_view operation);

}  // namespace atlas::aws
