// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "aws/models/model.h"
#include "aws/wire/answer.h"

namespace atlas::aws {

/// Decodes a scalar that travels as text, in a form, a URI or a header. MalformedInput if it does
/// not fit; `where` is the parameter's name in the message.
Answer<json::Value> decode_scalar(
    const Shape& shape, std::string_view text, std::string_view where
);

/// Encodes a scalar as text, for XML and headers. ec2 writes every timestamp with milliseconds, the
/// other protocols only those that are not whole seconds.
std::string encode_scalar(const Shape& shape, const json::Value& value, Protocol protocol);

}  // namespace atlas::aws
