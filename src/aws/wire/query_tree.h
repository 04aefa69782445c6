// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "aws/wire/answer.h"

namespace atlas::aws {

/// The parameters of a form, split at their dots into a tree: "Filter.1.Name=x" becomes
/// children["Filter"].children["1"].children["Name"].value.
struct QueryTree {
    std::string value{};
    bool given = false;  // as a parameter, perhaps with an empty value
    std::map<std::string, QueryTree, std::less<>> children{};

    const QueryTree* find(std::string_view name) const {
        auto found = children.find(name);
        return found == children.end() ? nullptr : &found->second;
    }
    /// The value of the direct child `name`, or empty.
    std::string_view value_of(std::string_view name) const {
        auto* child = find(name);
        return child ? std::string_view(child->value) : std::string_view();
    }
};

/// Parses application/x-www-form-urlencoded, a form body or a query string. MalformedInput for a
/// broken escape, bytes that are not UTF-8, a parameter that stands twice, more than
/// 20,000 parameters or more than 16 levels. (Source: AWS query protocol.)
Answer<QueryTree> parse_query(std::string_view body);

}  // namespace atlas::aws
