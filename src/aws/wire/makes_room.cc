// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/makes_room.h"

#include <algorithm>
#include <array>

namespace atlas::aws {

bool makes_room(std::string_view operation_name) {
    static constexpr std::array<std::string_view, 12> verbs{
        "Stop",
        "Delete",
        "BatchDelete",
        "Terminate",
        "Deregister",
        "Remove",
        "Detach",
        "Disassociate",
        "Release",
        "Revoke",
        "Untag",
        "ScheduleKeyDeletion"
    };
    return std::ranges::any_of(verbs, [&](std::string_view verb) {
        return operation_name.starts_with(verb);
    });
}

}  // namespace atlas::aws
