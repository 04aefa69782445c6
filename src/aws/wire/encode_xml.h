// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws/models/model.h"
#include "json/value.h"

namespace atlas::aws {

/// An answer of the ec2 protocol:
///
///     <CreateVpcResponse><requestId/>members…</CreateVpcResponse>
///
/// An operation without output returns <return>true</return>, as on AWS.
std::string encode_ec2(
    const ServiceModel& service,
    const OperationModel& operation,
    const json::Value& output,
    const std::string& request_id
);

/// An answer of the query protocol:
///
///     <XResponse><XResult>members…</XResult><ResponseMetadata/></XResponse>
///
/// An operation without output has no XResult element.
std::string encode_query(
    const ServiceModel& service,
    const OperationModel& operation,
    const json::Value& output,
    const std::string& request_id
);

}  // namespace atlas::aws
