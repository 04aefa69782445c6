// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

namespace atlas {

/// The parts of a text between its separators, in order, as views into the text. Adjacent
/// separators yield an empty part, so there is always one part more than there are separators.
std::vector<std::string_view> split(std::string_view text, char mark);
/// The text without leading and trailing spaces; other white space is kept.
std::string_view trim(std::string_view text);

}  // namespace atlas
