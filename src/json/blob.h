// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/encoding.h"
#include "base/result.h"
#include "json/value.h"

namespace atlas::json {

/// Raw bytes that JSON carries as base64 text, as AWS's JSON protocols do for blobs.
struct Blob {
    std::string bytes;
    bool operator==(const Blob& other) const = default;
};

inline Value to_value(const Blob& blob) {
    return encode_base64(blob.bytes);
}
/// invalid_argument if the value is not a string of padded base64.
Result<> from_value(const Value& value, Blob& out);

}  // namespace atlas::json
