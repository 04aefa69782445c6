// SPDX-License-Identifier: Apache-2.0
#include "aws/models/access.h"

#include <algorithm>

namespace atlas::aws {

const ActionAccess* find_access(std::string_view action) {
    const auto all = declared_access();
    const auto found = std::ranges::lower_bound(all, action, {}, &ActionAccess::action);
    return found == all.end() || found->action != action ? nullptr : &*found;
}

}  // namespace atlas::aws
