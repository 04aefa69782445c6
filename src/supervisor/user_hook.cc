// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/core.h>

#include "linux/user_namespace.h"
#include "supervisor/find_user.h"
#include "supervisor/open_inside.h"
#include "supervisor/start_hook.h"

namespace atlas::supervisor {

namespace {

/// Either file may be missing; numeric users need none.
Result<std::string> load_if_there(const std::string& root, const std::string& path) {
    auto text = load_inside(root, path);
    if (text || text.error().code() != ErrorCode::not_found) return text;
    return std::string();
}

Result<> apply(Start& start) {
    const auto& spec = start.spec;
    User user{spec.uid, spec.gid};
    if (!spec.user.empty()) {
        auto passwd = ATLAS_TRY(load_if_there(start.bundle.root_path, "/etc/passwd"));
        auto group = ATLAS_TRY(load_if_there(start.bundle.root_path, "/etc/group"));
        user = ATLAS_TRY(find_user(spec.user, passwd, group));
    }
    auto highest = std::max(user.uid, user.gid);
    if (start.users && highest >= linux::user_range_size)
        return Error(
            ErrorCode::invalid_argument,
            fmt::format("user {} is none of the 65,536 that a task has", highest)
        );
    start.bundle.uid = user.uid;
    start.bundle.gid = user.gid;
    start.bundle.capabilities = spec.capabilities;
    start.bundle.no_new_privileges = spec.no_new_privileges;
    return {};
}

}  // namespace

const Hook user_hook{"user", apply, [](Start&) {}};

}  // namespace atlas::supervisor
