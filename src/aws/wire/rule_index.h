// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unordered_map>

#include "aws/models/input_rules.h"

namespace atlas::aws {

/// Finds the generated rules of a shape. Constant after construction; any thread.
class RuleIndex {
public:
    explicit RuleIndex(std::span<const std::span<const ShapeRules>> rules);
    /// The rules of all services; built at the first call.
    static const RuleIndex& generated();
    /// nullptr if the shape has no rules.
    const ShapeRules* find(const Shape& shape) const;

private:
    std::unordered_map<const Shape*, const ShapeRules*> by_shape_;
};

}  // namespace atlas::aws
