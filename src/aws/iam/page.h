// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/encoding.h"

namespace atlas::aws::iam {

/// Cuts a sorted list at Marker and MaxItems, and sets IsTruncated and Marker of the output. `name`
/// tells an item's sort key, which a marker carries.
template <typename Output, typename Items, typename Input, typename Name>
void cut_page(Output& output, Items Output::* member, const Input& input, Name name) {
    auto& items = output.*member;
    if (input.marker) {
        auto after = decode_base64(*input.marker).value_or("");
        std::erase_if(items, [&](const auto& item) { return name(item) <= after; });
    }
    auto count = static_cast<std::size_t>(input.max_items.value_or(100));
    output.is_truncated = items.size() > count;
    if (items.size() <= count) return;
    items.resize(count);
    output.marker = encode_base64(name(items.back()));
}

}  // namespace atlas::aws::iam
