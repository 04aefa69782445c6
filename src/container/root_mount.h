// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

/// Root filesystems as mounts of their own, which runc wants. Root only; blocking; any thread.
namespace atlas::container {

/// An image's layers, lowest first, under a fresh writable layer: overlayfs at `target`. `upper`
/// and `work` are empty folders of one file system. invalid_argument when the layers do not fit
/// into one page of mount options.
Result<> mount_layers(
    const std::vector<std::string>& layers,
    const std::string& upper,
    const std::string& work,
    const std::string& target
);
/// The host's own root, without the mounts below it, read-only at `target`.
Result<> mount_host_root(const std::string& target);
/// Fine when nothing is mounted there, or when it was mounted more than once.
Result<> unmount_root(const std::string& target);

}  // namespace atlas::container
