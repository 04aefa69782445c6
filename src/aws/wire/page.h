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

/// The rules of one API for the pages of a list. Sizes are in items.
struct PageRules {
    int size_default = 100;
    int size_max = 1'000;
    AwsError bad_token;  // for a token that this list did not return
};

/// The page of a list that a request asks for. A token holds the position where the page begins; it
/// is bound to the operation and to all parameters except the page size, so a token of another list
/// or of other filters is refused. If the list changes between two pages, the second page begins
/// after the item that ended the first, wherever that item is in the list. A value.
class Page {
public:
    /// Reads token and size from `input`, which has the model's names: NextToken or Marker, and
    /// MaxResults, MaxItems, PageSize or Limit (some APIs write them in lower camel case). Errors:
    /// `rules.bad_token`, and the same code for a size outside 1 … size_max.
    static Answer<Page> read(
        std::string_view service, std::string_view operation, json::Value input, PageRules rules
    );
    template <typename Op>
    static Answer<Page> of(const typename Op::Input& input, PageRules rules) {
        return read(Op::service, Op::name, json::to_value(input), std::move(rules));
    }

    /// Removes all but this page from `items` and returns the token of the next page, or nothing if
    /// this is the last. `key_of(item)` is a string that identifies an item in the list.
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

    std::string list_;  // operation and parameters: what a token is bound to
    std::size_t size_ = 0;
    std::size_t index_ = 0;  // number of items on the earlier pages
    std::string last_key_;   // key of the last item on the page before
};

/// Reduces `items` to the page that `input` asks for and sets `next` to the following page's token.
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
