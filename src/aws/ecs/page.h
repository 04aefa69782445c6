// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/wire/page.h"

namespace atlas::aws::ecs {

/// ECS's list operations return at most 100 items a page. `size_default` is the page size of a
/// request without maxResults.
inline PageRules page_rules(int size_default = 100) {
    return {
        .size_default = size_default,
        .size_max = 100,
        .bad_token = {"InvalidParameterException", "Invalid token.", 400, {}}
    };
}

/// Cuts `items` (ARNs or names, in a stable order) down to the page that `input` asks for and sets
/// `next` to the token of the following page. InvalidParameterException for an invalid token.
template <typename Op, typename Items>
Answer<> cut_names(
    const typename Op::Input& input,
    Items& items,
    std::optional<std::string>& next,
    int size_default = 100
) {
    auto itself = [](const std::string& name) { return name; };
    return cut_page<Op>(input, page_rules(size_default), items, next, itself);
}

}  // namespace atlas::aws::ecs
