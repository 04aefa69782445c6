// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace atlas {

/// Lower-case hexadecimal.
std::string encode_hex(std::string_view bytes);
/// Digits of either case; nullopt for an odd length or any other character.
std::optional<std::string> decode_hex(std::string_view text);

/// RFC 4648 §4 with padding.
std::string encode_base64(std::string_view bytes);
/// RFC 4648 §4 with required padding; nullopt for any other character, line breaks included.
std::optional<std::string> decode_base64(std::string_view text);
/// The URL-safe alphabet without padding (RFC 4648 §5).
std::string encode_base64url(std::string_view bytes);
/// The URL-safe alphabet; padding is optional. nullopt for any other character.
std::optional<std::string> decode_base64url(std::string_view text);

/// Percent-encodes everything but the unreserved characters of RFC 3986 §2.3, with upper-case
/// digits: the form that SigV4 signs. `keep_slash` leaves `/` as it is, as in a path.
std::string encode_percent(std::string_view text, bool keep_slash = false);
/// Decodes `%XX` with digits of either case; `plus_is_space` also turns `+` into a space, as HTML
/// forms and query strings do. nullopt for an incomplete or invalid escape.
std::optional<std::string> decode_percent(std::string_view text, bool plus_is_space = false);

}  // namespace atlas
