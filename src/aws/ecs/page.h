// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/wire/page.h"

namespace atlas::aws::ecs {

/// ECS's lists have pages of 100, or as many as the API says, and never more.
inline PageRules page_rules(int size_default = 100) {
    return {
        .size_default = size_default,
        .size_max = 100,
        .bad_token = {"InvalidParameterException", "Invalid token.", 400, {}}
    };
}

/// Pages of a list of ARNs or names.
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
