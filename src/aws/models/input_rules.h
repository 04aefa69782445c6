// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "aws/models/model.h"

/// What inputs are held to beyond their shapes, generated from aws/models at build time. Apart from
/// model.h, so that a changed verdict compiles little anew.
namespace atlas::aws {

/// A member that the region does nothing for (aws/models/<service>.members): a request may only
/// leave it out, empty, or at one of the neutral values (JSON).
struct RefusedMember {
    std::string_view name;
    std::span<const std::string_view> neutral{};
};

struct ShapeRules {
    const Shape* shape;
    std::span<const RefusedMember> refused{};  // of a structure
    std::string_view pattern{};                // of a string, as AWS writes it
    std::string_view expression{};             // the same for RE2
    const Shape* key = nullptr;                // of a map whose keys have limits
};

/// Of every service whose model is built in.
std::span<const std::span<const ShapeRules>> all_shape_rules();

}  // namespace atlas::aws
