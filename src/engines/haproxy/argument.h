// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

/// Text of others as HAProxy's configuration must have it. Whatever a caller of the API chose gets
/// into a file through these alone. Pure.
namespace atlas::engines::haproxy {

/// `text` as one word: no character of it means anything to the parser. A NUL, which no word can
/// hold, is left out.
std::string quoted(std::string_view text);

/// `text` as an argument of a fetch ("url_param(…)"); the expression around it must be `quoted` as
/// a whole.
std::string fetch_argument(std::string_view text);

/// `text` as the pattern of an ACL, after its flags: not taken for a flag itself.
std::string pattern(std::string_view text);

/// `text` as a literal part of a log-format, where "%[…]" would be evaluated; the whole must be
/// `quoted`.
std::string format_literal(std::string_view text);

}  // namespace atlas::engines::haproxy
