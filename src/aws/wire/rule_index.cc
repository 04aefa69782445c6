// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/rule_index.h"

namespace atlas::aws {

RuleIndex::RuleIndex(std::span<const std::span<const ShapeRules>> rules) {
    for (const auto& of_service : rules)
        for (const auto& rule : of_service)
            by_shape_.emplace(rule.shape, &rule);
}

const RuleIndex& RuleIndex::generated() {
    static const RuleIndex index(all_shape_rules());
    return index;
}

const ShapeRules* RuleIndex::find(const Shape& shape) const {
    auto found = by_shape_.find(&shape);
    return found == by_shape_.end() ? nullptr : found->second;
}

}  // namespace atlas::aws
