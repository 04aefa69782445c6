// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace atlas::cli {

/// The known name that a mistyped one most likely means: the one with the fewest letters added,
/// left out, changed or swapped. Empty where none is near.
std::string nearest_name(std::string_view typed, const std::vector<std::string>& known);

/// "; did you mean \"status\"?", or the known names where none is near, or empty.
std::string suggestion(std::string_view typed, const std::vector<std::string>& known);

}  // namespace atlas::cli
