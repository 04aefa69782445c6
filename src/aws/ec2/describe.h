// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <typeinfo>
#include <vector>

#include "aws/ec2/errors.h"
#include "aws/ec2/filters.h"
#include "aws/ec2/pages.h"
#include "aws/ec2/state.h"

namespace atlas::aws::ec2 {

/// Cuts a list down to the page that MaxResults and NextToken ask for (all items without
/// MaxResults) and answers the token of the next page. A token is valid for the same type of item
/// only. InvalidParameterValue: MaxResults is too small; InvalidNextToken.
template <typename Item>
Answer<std::optional<std::string>> cut_page(
    json::List<Item>& items,
    const std::optional<int>& max_results,
    const std::optional<std::string>& next_token,
    PageLimits limits = {}
) {
    const std::string_view kind = typeid(Item).name();
    ATLAS_TRY(check_page_size(max_results, limits));
    auto from = std::min(ATLAS_TRY(read_page_token(kind, next_token)), items.size());
    items.erase(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(from));
    if (!max_results) return std::optional<std::string>();
    auto most = static_cast<std::size_t>(std::min(*max_results, limits.most));
    if (items.size() <= most) return std::optional<std::string>();
    items.resize(most);
    return std::optional(make_page_token(kind, from + most));
}

/// The rows that a Describe call returns: those named by `ids`, each of which must exist, or all,
/// less those that do not match the filters. `values(row, name)` gives a row's FilterValues.
template <typename Row, typename Ids, typename Values>
Answer<std::vector<const Row*>> find_rows(
    const State& state,
    const store::Table<Row>& table,
    const Ids& ids,
    const json::List<Filter>& filters,
    Values values
) {
    std::vector<const Row*> rows;
    for (const auto& id : ids)
        rows.push_back(ATLAS_TRY(need(table, id)));
    if (ids.empty())
        for (const auto& [id, row] : table)
            rows.push_back(&row);
    std::vector<const Row*> kept;
    for (const auto* row : rows) {
        auto ask = [&](std::string_view name) -> FilterValues { return values(*row, name); };
        if (ATLAS_TRY(passes(filters, state.tags.find(row->id), ask))) kept.push_back(row);
    }
    return kept;
}

}  // namespace atlas::aws::ec2
