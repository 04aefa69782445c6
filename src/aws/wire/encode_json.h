// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws/models/model.h"
#include "json/value.h"
#include "net/http.h"

namespace atlas::aws {

/// The body of a JSON answer: wire names in place of the model's, times as epoch seconds unless the
/// shape says otherwise.
std::string encode_json(const Shape& output, const json::Value& value);

/// Fills status, headers and body of a REST-JSON answer.
void encode_rest_json(
    const OperationModel& operation, const json::Value& value, net::Response& response
);

}  // namespace atlas::aws
