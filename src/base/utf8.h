// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace atlas {

/// Whether all of a text is well-formed UTF-8: no overlong forms, no surrogates.
bool is_utf8(std::string_view text);
/// The text with U+FFFD in place of each maximal subpart of an ill-formed sequence, as decoders of
/// the WHATWG and Python's "replace" do: a character that was cut short becomes one U+FFFD, a byte
/// that begins no character becomes one.
std::string repair_utf8(std::string_view text);
/// The largest length up to `bytes_max` at which a well-formed text can be cut without splitting a
/// character.
std::size_t cut_utf8(std::string_view text, std::size_t bytes_max);

}  // namespace atlas
