// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "base/result.h"
#include "linux/fd.h"

/// User namespaces with a range of ids of their own (user_namespaces(7)): the users and groups
/// 0 … 65,535 inside are `first` … `first` + 65,535 outside. Needs root. Any thread.
namespace atlas::linux {

constexpr std::uint32_t user_range_size = 65'536;

struct OwnedNamespaces {
    Fd users;
    Fd network;  // new and empty, with its loopback down; owned by `users`
};

/// Creates both namespaces. The user namespace is owned by user `first` instead of root, because
/// the kernel also charges what is used inside, for example inotify instances, to the owner.
Result<OwnedNamespaces> create_owned_namespaces(std::uint32_t first);

/// The user namespace that owns a network namespace.
Result<Fd> user_namespace_of(const Fd& network);
/// The `first` with which a namespace was created, which the kernel knows as its owner; 0 for the
/// host's own.
Result<std::uint32_t> first_user_of(const Fd& users);

}  // namespace atlas::linux
