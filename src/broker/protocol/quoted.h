// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/utf8.h"

namespace atlas::broker::protocol {

/// A client's text as the message of an answer repeats it: cut after 256 bytes, so that every
/// message fits its field.
inline std::string quoted(std::string_view text) {
    constexpr std::size_t bytes_max = 256;
    if (text.size() <= bytes_max) return std::string(text);
    return std::string(text.substr(0, cut_utf8(text, bytes_max))) + "...";
}

}  // namespace atlas::broker::protocol
