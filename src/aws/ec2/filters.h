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

/// The values that a resource has for a filter's name; one of them must match. Nothing if this type
/// of resource has no such filter.
using FilterValues = std::optional<std::vector<std::string>>;

/// Whether a resource matches all filters. A filter matches if one of its values matches one of the
/// resource's. The values for tag filters (`tag:NAME`, `tag-key`, `tag-value`) come from `tags`,
/// which may be null; `ask` gives all others. InvalidParameterValue for an unknown filter.
Answer<bool> passes(
    const json::List<Filter>& filters,
    const TagsRow* tags,
    const std::function<FilterValues(std::string_view name)>& ask
);

/// A flag as filters spell it.
inline std::string filter_text(bool value) {
    return value ? "true" : "false";
}

}  // namespace atlas::aws::ec2
