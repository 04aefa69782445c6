// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws/models/model.h"
#include "json/value.h"

namespace atlas::aws {

/// <CreateVpcResponse><requestId/>members…</CreateVpcResponse>
std::string encode_ec2(
    const ServiceModel& service,
    const OperationModel& operation,
    const json::Value& output,
    const std::string& request_id
);

/// <XResponse><XResult>members…</XResult><ResponseMetadata/></XResponse>
std::string encode_query(
    const ServiceModel& service,
    const OperationModel& operation,
    const json::Value& output,
    const std::string& request_id
);

}  // namespace atlas::aws
