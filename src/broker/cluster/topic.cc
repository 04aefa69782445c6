// SPDX-License-Identifier: Apache-2.0
#include "broker/cluster/topic.h"

namespace atlas::broker {

bool is_topic_name(std::string_view name) {
    constexpr std::size_t length_max = 249;
    if (name.empty() || name.size() > length_max || name == "." || name == "..") return false;
    return name.find_first_not_of(
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"
           ) == name.npos;
}

}  // namespace atlas::broker
