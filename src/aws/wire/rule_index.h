// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unordered_map>

#include "aws/models/input_rules.h"

namespace atlas::aws {

/// Shapes and the rules that their values are held to. Constant after construction; any thread.
class RuleIndex {
public:
    explicit RuleIndex(std::span<const std::span<const ShapeRules>> rules);
    /// Of all services, made at the first use.
    static const RuleIndex& generated();
    /// nullptr = the shape has no rules.
    const ShapeRules* find(const Shape& shape) const;

private:
    std::unordered_map<const Shape*, const ShapeRules*> by_shape_;
};

}  // namespace atlas::aws
