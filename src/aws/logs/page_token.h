// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "aws/logs/search.h"

/// Tokens that clients send back for the next page. A token is bound to the stream, group or query
/// that it was made for; `parse_token` returns nothing for any other.
namespace atlas::aws::logs {

/// A position among events, read forward ("f/…") or backward ("b/…").
struct EventToken {
    char direction = 'f';
    EventKey position;
};
/// `scope` is the id of the stream or group that is read.
std::string encode_token(const EventToken& token, const std::string& scope);
std::optional<EventToken> parse_token(const std::string& text, const std::string& scope);

/// The last entry of a page, in a list that is ordered by a number and then by name.
struct ListToken {
    std::int64_t order = 0;
    std::string name;
    auto operator<=>(const ListToken&) const = default;
};
/// All parameters that select or order a list.
using ListQuery = std::vector<std::string>;
std::string encode_token(const ListToken& token, const ListQuery& query);
std::optional<ListToken> parse_token(const std::string& text, const ListQuery& query);

}  // namespace atlas::aws::logs
