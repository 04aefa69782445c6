// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace atlas {

/// Lower-case hexadecimal.
std::string encode_hex(std::string_view bytes);
/// Either case; nothing for an odd length or another character.
std::optional<std::string> decode_hex(std::string_view text);

/// RFC 4648 with padding.
std::string encode_base64(std::string_view bytes);
/// RFC 4648, padding required; nothing for any other character.
std::optional<std::string> decode_base64(std::string_view text);
/// The URL-safe alphabet without padding (RFC 4648 §5).
std::string encode_base64url(std::string_view bytes);
/// The URL-safe alphabet; padding may be there.
std::optional<std::string> decode_base64url(std::string_view text);

/// RFC 3986 percent-encoding of all but unreserved characters, as SigV4 wants it.
std::string encode_percent(std::string_view text, bool keep_slash = false);
/// `%XX` and, where `plus_is_space`, `+`; nothing for a broken escape.
std::optional<std::string> decode_percent(std::string_view text, bool plus_is_space = false);

}  // namespace atlas
