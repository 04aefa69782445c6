// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "aws/models/model.h"
#include "aws/wire/answer.h"

namespace atlas::aws {

/// A scalar that travels as text (forms, URIs, headers). `where` names it in the error:
/// MalformedInput.
Answer<json::Value> decode_scalar(
    const Shape& shape, std::string_view text, std::string_view where
);

/// The reverse, for XML and headers. `protocol` decides how many digits a time has.
std::string encode_scalar(const Shape& shape, const json::Value& value, Protocol protocol);

}  // namespace atlas::aws
