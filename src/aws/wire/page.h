// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "aws/wire/answer.h"
#include "json/fields.h"

namespace atlas::aws {

/// What an API says of the pages of one list.
struct PageRules {
    int size_default = 100;
    int size_max = 1'000;
    AwsError bad_token;  // a token that this list did not give
};

/// Which page of a list a request asks for. Its token holds the place where the page begins and is
/// bound to the operation and to all parameters but the page's size: one of another list, or of the
/// same list with other filters, is refused. A list may change between two pages: a page begins
/// behind the item that ended the one before it, wherever that is now.
class Page {
public:
    /// `input` is the whole input by the model's names. Takes NextToken or Marker, and MaxResults,
    /// MaxItems, PageSize or Limit, whatever their case.
    static Answer<Page> read(
        std::string_view service, std::string_view operation, json::Value input, PageRules rules
    );
    template <typename Op>
    static Answer<Page> of(const typename Op::Input& input, PageRules rules) {
        return read(Op::service, Op::name, json::to_value(input), std::move(rules));
    }

    /// Leaves only the page in `items`; answers the token of the next one, or nothing at the end.
    /// `key_of(item)` is an item's name in the list.
    template <typename Items, typename KeyOf>
    std::optional<std::string> cut(Items& items, KeyOf key_of) const {
        auto key_at = [&](std::size_t index) -> std::string { return key_of(items[index]); };
        auto from = begin(items.size(), key_at);
        auto to = std::min(items.size(), from + size_);
        std::optional<std::string> next;
        if (to < items.size()) next = token(to, key_at(to - 1));
        using Distance = typename Items::difference_type;
        items.erase(items.begin() + static_cast<Distance>(to), items.end());
        items.erase(items.begin(), items.begin() + static_cast<Distance>(from));
        return next;
    }

private:
    using KeyAt = std::function<std::string(std::size_t)>;
    std::size_t begin(std::size_t count, const KeyAt& key_at) const;
    std::string token(std::size_t index, const std::string& last_key) const;

    std::string list_;  // the operation and its parameters
    std::size_t size_ = 0;
    std::size_t index_ = 0;  // how many items the pages before had
    std::string last_key_;   // of the item before this page
};

/// Leaves the page that `input` asks for in `items`, and the token of what follows in `next`.
template <typename Op, typename Items, typename KeyOf>
Answer<> cut_page(
    const typename Op::Input& input,
    const PageRules& rules,
    Items& items,
    std::optional<std::string>& next,
    KeyOf key_of
) {
    auto page = Page::of<Op>(input, rules);
    if (!page) return std::move(page).error();
    next = page.value().cut(items, key_of);
    return {};
}

}  // namespace atlas::aws
