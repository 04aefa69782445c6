// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws/models/model.h"
#include "json/value.h"
#include "net/http.h"

namespace atlas::aws {

/// Encodes a successful answer in the service's protocol. `output` has the model's member names
/// (json::to_value of the generated struct); members that the shape does not have are left out. Any
/// thread.
net::Response encode_output(
    const ServiceModel& service,
    const OperationModel& operation,
    const json::Value& output,
    const std::string& request_id
);

}  // namespace atlas::aws
