// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace atlas::aws::ecr {

/// Whether `text` matches `pattern`, in which '*' stands for any characters: for ECR's tag patterns
/// and exclusion filters.
bool matches_wildcard(std::string_view pattern, std::string_view text);

}  // namespace atlas::aws::ecr
