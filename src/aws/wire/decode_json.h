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

/// The input of a JSON operation by its shape; members by the model's names, nulls left out,
/// timestamps as epoch seconds, members that the shape does not know passed over. MalformedInput
/// (SerializationException) for what does not fit.
Answer<json::Value> decode_json(const Shape* input, std::string_view body);

/// The values of the labels in a URI template, still percent-encoded.
using Labels = std::vector<std::pair<std::string_view, std::string_view>>;

/// The same for REST-JSON, whose input is spread over path, query string, headers and body.
Answer<json::Value> decode_rest_json(
    const Shape* input, const net::Request& request, const Labels& labels
);

}  // namespace atlas::aws
