// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

/// Folders of limited size: writing more fails with ENOSPC and affects nobody else. Root only;
/// blocking; one call per folder at a time.
namespace atlas::container {

/// How a limited folder is made.
enum class DiskKind {
    image,     // an ext4 file system in a sparse file, on a loop device
    unlimited  // a plain folder: the machine has no loop devices, or no mkfs.ext4
};

/// The kind of disk that this machine supports.
DiskKind disk_kind();
/// For messages: "sparse images on loop devices".
std::string_view name_of(DiskKind kind);

/// Makes an empty folder with room for `bytes`; a folder that is already open keeps its content,
/// also after a restart of the region. Its image `folder`.img is sparse.
Result<> open_disk(const std::string& folder, std::uint64_t bytes);
/// Use and size of a folder opened by open_disk.
struct DiskUse {
    std::uint64_t used_bytes = 0;
    std::uint64_t bytes = 0;
};
/// not_found: it does not exist or has no size limit.
Result<DiskUse> read_disk_use(const std::string& folder);
/// Removes the folder with its content; no error if it does not exist. The kernel frees the loop
/// device on unmount, even if this process is killed.
Result<> close_disk(const std::string& folder);
/// Closes all disks in the folder `above` and removes it.
Result<> close_disks(const std::string& above);

}  // namespace atlas::container
