// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "aws/logs/search.h"

/// Tokens that clients give back to get the next page. Each carries what it belongs to; a token of
/// another stream, group or query is refused.
namespace atlas::aws::logs {

/// A position among events: "f/…" goes on forward, "b/…" backward.
struct EventToken {
    char direction = 'f';
    EventKey position;
};
/// `scope`: the id of the stream or group that is read.
std::string encode_token(const EventToken& token, const std::string& scope);
std::optional<EventToken> parse_token(const std::string& text, const std::string& scope);

/// The last entry of a page of a list that is ordered by a number, then by name.
struct ListToken {
    std::int64_t order = 0;
    std::string name;
    auto operator<=>(const ListToken&) const = default;
};
/// `query`: all that selects and orders the list.
using ListQuery = std::vector<std::string>;
std::string encode_token(const ListToken& token, const ListQuery& query);
std::optional<ListToken> parse_token(const std::string& text, const ListQuery& query);

}  // namespace atlas::aws::logs
