// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace atlas::supervisor {

/// Numeric ids as seen inside the container.
struct User {
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
};

/// Resolves an image's user ("name", "uid", "name:group", "uid:gid") with the contents of the
/// image's own /etc/passwd and /etc/group. A numeric user needs no entry; without ":group" its
/// group is that of the entry, or 0. not_found: a name without an entry. Pure.
Result<User> find_user(std::string_view user, std::string_view passwd, std::string_view group);

}  // namespace atlas::supervisor
