// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace atlas::aws::ecr {

/// Whether `text` is what `pattern` says, in which '*' stands for any run of characters: ECR's
/// filters and tag patterns.
bool matches_wildcard(std::string_view pattern, std::string_view text);

}  // namespace atlas::aws::ecr
