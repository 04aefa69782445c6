// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

/// Escapes foreign text for HAProxy's configuration. Text chosen by a caller of the API reaches a
/// file only through these functions. Pure.
namespace atlas::engines::haproxy {

/// `text` as one word in which no character is special to the parser. NUL, which no word can
/// contain, is dropped.
std::string quoted(std::string_view text);

/// `text` as the argument of a fetch ("url_param(…)"). The expression around it must be `quoted` as
/// a whole.
std::string fetch_argument(std::string_view text);

/// `text` as the pattern of an ACL, after its flags; it is never parsed as a flag.
std::string pattern(std::string_view text);

/// `text` as a literal part of a log-format, so that "%[…]" in it is not evaluated. The whole
/// format must be `quoted`.
std::string format_literal(std::string_view text);

}  // namespace atlas::engines::haproxy
