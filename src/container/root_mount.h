// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

/// Root filesystems as mounts of their own, which runc wants. Root only; blocking; any thread.
namespace atlas::container {

/// The ids that a container's own user namespace has: 0 … 65,535 inside are `first` … outside.
struct ContainerUsers {
    int descriptor = -1;  // of the user namespace
    std::uint32_t first = 0;
};

/// An image's layers, lowest first, under a fresh writable layer.
struct LayeredRoot {
    std::vector<std::string> layers;
    std::string upper;  // this and `work`: empty folders of one file system
    std::string work;
    /// What the layers say of owners is meant inside these; nothing = the host's.
    std::optional<ContainerUsers> users;
};

/// overlayfs at `target`. With users, each layer goes under it as an id-mapped mount, and `upper`
/// is given to the first of them; Linux 5.19 or newer. invalid_argument when the layers do not fit
/// into one page of mount options. What is mounted on the way is seen by nobody else and gone also
/// when the process is killed.
Result<> mount_layers(const LayeredRoot& root, const std::string& target);
/// The host's own root, without the mounts below it, read-only at `target`.
Result<> mount_host_root(const std::string& target);
/// Fine when nothing is mounted there, or when it was mounted more than once.
Result<> unmount_root(const std::string& target);

}  // namespace atlas::container
