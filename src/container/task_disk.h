// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

/// Folders that hold at most so many bytes: what is written beyond gets ENOSPC, and nobody else
/// does. Root only; blocking; one call a folder at a time.
namespace atlas::container {

enum class DiskKind {
    image,     // an ext4 file system in a sparse file, on a loop device
    unlimited  // a plain folder: the machine has no loop devices, or no mkfs.ext4
};

/// What this machine can do.
DiskKind disk_kind();
/// For people: "sparse images on loop devices".
std::string_view name_of(DiskKind kind);

/// Makes the folder, empty; one that is open already is left as it is, also after a restart of the
/// region. The image lies beside it (`folder`.img) and takes only the room of what was written.
Result<> open_disk(const std::string& folder, std::uint64_t bytes);
/// What a folder that was opened so holds, and the size that it was opened with.
struct DiskUse {
    std::uint64_t used_bytes = 0;
    std::uint64_t bytes = 0;
};
/// not_found: it has no size, or is not there.
Result<DiskUse> read_disk_use(const std::string& folder);
/// Takes it away with what it holds; fine when it is not there. The loop device goes with the
/// mount, by the kernel itself, also where this process is killed in between.
Result<> close_disk(const std::string& folder);
/// All of them below a folder, and it.
Result<> close_disks(const std::string& above);

}  // namespace atlas::container
