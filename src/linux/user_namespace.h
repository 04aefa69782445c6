// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "base/result.h"
#include "linux/fd.h"

/// User namespaces with a range of ids of their own: users and groups 0 … 65,535 inside are
/// `first` … `first` + 65,535 outside. Needs root. Any thread.
namespace atlas::linux {

constexpr std::uint32_t user_range_size = 65'536;

struct OwnedNamespaces {
    Fd users;
    Fd network;  // new and empty, its loopback is down; belongs to `users`
};

/// Both namespaces. The user namespace is owned by user `first`, not by root: the kernel charges
/// what is used inside (inotify instances, for one) to its owner's account as well.
Result<OwnedNamespaces> create_owned_namespaces(std::uint32_t first);

/// The user namespace that a network namespace belongs to.
Result<Fd> user_namespace_of(const Fd& network);
/// The first outer id of a namespace made above; 0 for the host's own. The kernel tells it: it is
/// the id of the owner.
Result<std::uint32_t> first_user_of(const Fd& users);

}  // namespace atlas::linux
