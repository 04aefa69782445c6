// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <unistd.h>

#include "linux/error.h"
#include "linux/user_namespace.h"
#include "supervisor/start_hook.h"

namespace atlas::supervisor {

namespace {

/// runc enters the user namespace through this process's descriptor: no name is left behind if the
/// region is killed.
Result<> apply(Start& start) {
    if (!start.spec.own_users) return {};
    const auto& path = start.spec.network.path;
    linux::Fd network(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!network) return linux::last_error("network namespace " + path);
    start.users = ATLAS_TRY(linux::user_namespace_of(network));
    auto first = ATLAS_TRY(linux::first_user_of(start.users));
    if (first == 0)
        return Error(
            ErrorCode::invalid_argument,
            path + " belongs to the host's users: an earlier version of Atlas made it"
        );
    start.bundle.first_user = first;
    start.bundle.users_path =
        "/proc/" + std::to_string(getpid()) + "/fd/" + std::to_string(start.users.number());
    return {};
}

}  // namespace

const Hook users_hook{"users", apply, [](Start&) {}};

}  // namespace atlas::supervisor
