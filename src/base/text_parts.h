// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

namespace atlas {

/// What stands between the marks, in order; nothing between two of them is an empty part. There is
/// always one part more than there are marks. Views into the text.
std::vector<std::string_view> split(std::string_view text, char mark);
/// The text without the spaces at its ends.
std::string_view trim(std::string_view text);

}  // namespace atlas
