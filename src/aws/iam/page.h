// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/wire/page.h"

namespace atlas::aws::iam {

/// Reduces `member` of the output to the page that Marker and MaxItems ask for, and sets
/// IsTruncated and Marker. `name(item)` is a string that identifies an item in the list.
template <typename Op, typename Items, typename Name>
Answer<> cut_page(
    typename Op::Output& output,
    Items Op::Output::* member,
    const typename Op::Input& input,
    Name name
) {
    PageRules rules{.bad_token = {"ValidationError", "Invalid Marker.", 400, {}}};
    auto cut = aws::cut_page<Op>(input, rules, output.*member, output.marker, name);
    output.is_truncated = output.marker.has_value();
    return cut;
}

}  // namespace atlas::aws::iam
