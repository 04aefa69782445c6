// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "linux/fd.h"

/// Named network namespaces, mounted at /run/netns/NAME as `ip netns` does, so that ip and runc
/// find them. Needs root. Any thread.
namespace atlas::linux {

/// The path at which a namespace of this name is mounted, as runc takes it.
std::string namespace_path(std::string_view name);

/// Creates a namespace whose only interface is the loopback, which is up. already_exists: there is
/// a namespace of this name.
Result<Fd> create_namespace(const std::string& name);
/// The same, owned by a user namespace of its own (user_namespace.h) whose range of ids no other
/// named namespace of the machine has. The range comes from ids that no distribution assigns, and
/// is free again once the name is removed. exhausted: all 4,094 ranges are in use.
Result<Fd> create_owned_namespace(const std::string& name);
/// not_found: there is no such name, or only the empty file of a creation that was interrupted.
Result<Fd> open_namespace(const std::string& name);
/// Whether a socket belongs to the namespace.
Result<bool> is_inside(const Fd& socket, const Fd& space);
/// Removes the name; the namespace exists as long as a process or a descriptor keeps it. Succeeds
/// if there is no such name.
Result<> remove_namespace(const std::string& name);
/// All names that begin with `prefix`, sorted.
Result<std::vector<std::string>> list_namespaces(std::string_view prefix);
/// Unmounts /run/netns if it holds no namespace of any program; otherwise does nothing.
void leave_namespaces();

/// Runs `work` on a new thread that has entered the namespace and waits for it; the caller's thread
/// does not change its namespace. Sockets and children that `work` makes stay in the namespace.
Result<> run_in_namespace(int descriptor, const std::function<Result<>()>& work);

/// The same for work with a value.
template <typename T>
Result<T> in_namespace(int descriptor, const std::function<Result<T>()>& work) {
    std::optional<Result<T>> made;
    ATLAS_TRY(run_in_namespace(descriptor, [&]() -> Result<> {
        made = work();
        return {};
    }));
    return std::move(*made);
}

}  // namespace atlas::linux
