// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace atlas::cli {

/// The known name that is closest to a mistyped one, by letters added, left out, changed or
/// swapped; empty if none is close.
std::string nearest_name(std::string_view typed, const std::vector<std::string>& known);

/// "; did you mean \"status\"?", or a list of the known names if none is close; empty if there are
/// none.
std::string suggestion(std::string_view typed, const std::vector<std::string>& known);

}  // namespace atlas::cli
