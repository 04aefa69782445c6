// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace atlas {

/// Whether the whole text is well-formed UTF-8: without overlong forms and surrogates.
bool is_utf8(std::string_view text);
/// Replaces each maximal subpart of an ill-formed sequence by U+FFFD, as the WHATWG decoders and
/// Python's "replace" do: a truncated character becomes one U+FFFD, and so does each byte that
/// begins no character.
std::string repair_utf8(std::string_view text);
/// The largest length up to `bytes_max` at which a well-formed text can be cut without splitting a
/// character. In bytes.
std::size_t cut_utf8(std::string_view text, std::size_t bytes_max);

}  // namespace atlas
