// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "aws/models/model.h"

/// The rules for inputs beyond their shapes, generated from aws/models when CMake configures. They
/// are not in model.h, so that few files are compiled again when a verdict changes.
namespace atlas::aws {

/// A member that this region does not implement ("refused" in aws/models/<service>.members). A
/// request may only omit it, leave it empty, or set it to one of the neutral values (JSON).
struct RefusedMember {
    std::string_view name;
    std::span<const std::string_view> neutral{};
};

/// The rules of one shape.
struct ShapeRules {
    const Shape* shape;
    std::span<const RefusedMember> refused{};  // structures
    std::string_view pattern{};                // strings: AWS's regular expression, for messages
    std::string_view expression{};             // strings: the same in RE2's syntax, for matching
    const Shape* key = nullptr;                // maps whose keys have limits
};

/// The rules of every service, one span each.
std::span<const std::span<const ShapeRules>> all_shape_rules();

}  // namespace atlas::aws
