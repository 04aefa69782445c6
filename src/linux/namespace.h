// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "linux/fd.h"

/// Network namespaces by name, in the place and manner of `ip netns` (/run/netns/NAME), so that ip
/// and runc find them too. Needs root. Any thread.
namespace atlas::linux {

/// Where a namespace of this name is mounted: the path to give to runc.
std::string namespace_path(std::string_view name);

/// Makes a namespace without interfaces but its loopback, which is up. already_exists when there.
Result<Fd> create_namespace(const std::string& name);
/// The same, of a user namespace of its own (user_namespace.h) with a range of ids that no other
/// namespace of the machine has. The range is taken from the ids that no distribution gives to
/// anybody, and is free again as soon as the name is. exhausted: 4,000 are in use.
Result<Fd> create_owned_namespace(const std::string& name);
/// not_found also for what a half-made creation left.
Result<Fd> open_namespace(const std::string& name);
/// Whether a socket belongs to the namespace.
Result<bool> is_inside(const Fd& socket, const Fd& space);
/// Gives the name back; the namespace lives on while a process is in it. Fine when not there.
Result<> remove_namespace(const std::string& name);
/// All names that begin with `prefix`, sorted.
Result<std::vector<std::string>> list_namespaces(std::string_view prefix);
/// Takes the mount over /run/netns away when no namespace of anyone is left; fine otherwise.
void leave_namespaces();

/// Runs `work` on a thread of its own that has entered the namespace; the caller's thread stays
/// where it is. What `work` opens (sockets, children) belongs to the namespace for good.
Result<> run_in_namespace(int descriptor, const std::function<Result<>()>& work);

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
