// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/models/model.h"
#include "aws/wire/answer.h"
#include "net/http.h"

namespace atlas::aws {

/// Decodes the input of a JSON operation by its shape. The result has the model's member names and
/// timestamps as epoch seconds; nulls and members that the shape does not have are dropped.
/// MalformedInput (SerializationException on the wire) for a value that does not fit its shape.
Answer<json::Value> decode_json(const Shape* input, std::string_view body);

/// Names of a URI template's labels with their values from the path, still percent-encoded. The
/// names point into the model, the values into the request.
using Labels = std::vector<std::pair<std::string_view, std::string_view>>;

/// The same for REST-JSON, where each member comes from the path, the query string, a header or the
/// body.
Answer<json::Value> decode_rest_json(
    const Shape* input, const net::Request& request, const Labels& labels
);

}  // namespace atlas::aws
