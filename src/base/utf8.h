// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace atlas {

/// Whether all of a text is well-formed UTF-8: no overlong forms, no surrogates.
bool is_utf8(std::string_view text);
/// The text with U+FFFD in place of every byte that belongs to no character.
std::string repair_utf8(std::string_view text);

}  // namespace atlas
