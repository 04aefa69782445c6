// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

/// Mounts root filesystems: runc needs the root to be a mount point. Root only; blocking; any
/// thread.
namespace atlas::container {

/// The ids of a container's user namespace: 0 … 65,535 inside are `first` … outside.
struct ContainerUsers {
    int descriptor = -1;  // of the user namespace
    std::uint32_t first = 0;
};

/// An image's layers (lowest first) below a fresh writable layer.
struct LayeredRoot {
    std::vector<std::string> layers;
    std::string upper;  // `upper` and `work`: empty folders on one file system
    std::string work;
    /// Owners in the layers are ids in this user namespace; none = ids of the host.
    std::optional<ContainerUsers> users;
};

/// Mounts overlayfs at `target`. With `users`, each layer is an id-mapped mount and `upper` is
/// given to the namespace's root user; this needs Linux 5.19. invalid_argument: too many layers,
/// more than 500 with `users` or more than fit into one page of mount options without. Intermediate
/// mounts are private and vanish even if the process is killed.
Result<> mount_layers(const LayeredRoot& root, const std::string& target);
/// Bind-mounts the host's root read-only at `target`, without the mounts below it.
Result<> mount_host_root(const std::string& target);
/// Unmounts everything mounted at `target`; no error if nothing is.
Result<> unmount_root(const std::string& target);

}  // namespace atlas::container
