// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>

namespace atlas::aws::ec2 {

/// An AWS-managed prefix list: the address ranges of one service, for routes and rules.
struct AwsPrefixList {
    std::string_view id;
    std::string_view service;  // "s3": its name is com.amazonaws.REGION.s3
    std::array<std::string_view, 3> cidrs;
};

/// The lists that gateway endpoints and rules can refer to.
inline constexpr std::array aws_prefix_lists{
    AwsPrefixList{"pl-63a5400a", "s3", {"52.216.0.0/15", "54.231.0.0/16", "3.5.0.0/19"}},
    AwsPrefixList{"pl-02cd2c6b", "dynamodb", {"3.218.180.0/22", "52.94.0.0/22", "52.119.224.0/20"}},
};

/// Null if there is no list with this id.
inline const AwsPrefixList* find_prefix_list(std::string_view id) {
    for (const auto& list : aws_prefix_lists)
        if (list.id == id) return &list;
    return nullptr;
}

}  // namespace atlas::aws::ec2
