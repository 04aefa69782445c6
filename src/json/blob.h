// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/encoding.h"
#include "base/result.h"
#include "json/value.h"

namespace atlas::json {

/// Raw bytes, base64 text in JSON.
struct Blob {
    std::string bytes;
    bool operator==(const Blob& other) const = default;
};

inline Value to_value(const Blob& blob) {
    return encode_base64(blob.bytes);
}
/// invalid_argument where the value is no base64 text.
Result<> from_value(const Value& value, Blob& out);

}  // namespace atlas::json
