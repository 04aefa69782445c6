// SPDX-License-Identifier: Apache-2.0
#include "json/blob.h"

#include "json/fields.h"

namespace atlas::json {

Result<> from_value(const Value& value, Blob& out) {
    auto* text = value.as_string();
    auto bytes = text ? decode_base64(*text) : std::nullopt;
    if (!bytes) return expected("base64 text");
    out.bytes = std::move(*bytes);
    return {};
}

}  // namespace atlas::json
