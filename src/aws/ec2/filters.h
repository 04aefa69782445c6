// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/ec2/rows.h"
#include "aws/models/ec2/filter.h"
#include "aws/wire/answer.h"
#include "json/list.h"

namespace atlas::aws::ec2 {

/// What a resource says to one filter's name: its values, any of which may match; nothing where the
/// resource's kind knows no such filter.
using FilterValues = std::optional<std::vector<std::string>>;

/// Whether a filter's value matches: `*` any characters, `?` one, `\` takes the next literally.
bool matches_wildcard(std::string_view pattern, std::string_view text);

/// Whether a resource passes all filters, each by one of its values. Filters on tags (`tag:NAME`,
/// `tag-key`, `tag-value`) are answered from `tags`, which may be nullptr; the others by `ask`. An
/// unknown filter is InvalidParameterValue.
Answer<bool> passes(
    const json::List<Filter>& filters,
    const TagsRow* tags,
    const std::function<FilterValues(std::string_view name)>& ask
);

inline std::string filter_text(bool value) {
    return value ? "true" : "false";
}

}  // namespace atlas::aws::ec2
