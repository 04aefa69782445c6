// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws/models/model.h"
#include "json/value.h"
#include "net/http.h"

namespace atlas::aws {

/// The body of a JSON answer: `value` with the model's member names replaced by the wire's.
/// Timestamps are epoch seconds unless the shape asks for ISO 8601.
std::string encode_json(const Shape& output, const json::Value& value);

/// Adds the parts of a REST-JSON answer to `response`: members bound to headers or the status code,
/// and the body.
void encode_rest_json(
    const OperationModel& operation, const json::Value& value, net::Response& response
);

}  // namespace atlas::aws
