// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <vector>

#include "aws/wire/answer.h"

namespace atlas::aws::ecr {

/// Fills `into` (a list of `output`) with the page of `all` that a token asks for, and the output's
/// next_token where there is more. A token is the position it goes on from.
template <typename Output, typename Item, typename List>
Answer<Output> page_of(
    std::vector<Item> all,
    const std::optional<int>& max_results,
    const std::optional<std::string>& token,
    Output& output,
    List& into
) {
    constexpr int default_max_results = 100;
    std::size_t from = 0;
    if (token) {
        auto* end = token->data() + token->size();
        auto [at, error] = std::from_chars(token->data(), end, from);
        if (error != std::errc() || at != end || from > all.size()) {
            return AwsError{
                "InvalidParameterException",
                "Invalid parameter at 'nextToken' failed to satisfy constraint: 'Invalid token'",
                400,
                {}
            };
        }
    }
    auto count = static_cast<std::size_t>(max_results.value_or(default_max_results));
    auto to = std::min(all.size(), from + count);
    for (auto index = from; index < to; ++index)
        into.push_back(std::move(all[index]));
    if (to < all.size()) output.next_token = std::to_string(to);
    return std::move(output);
}

}  // namespace atlas::aws::ecr
