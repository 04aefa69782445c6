// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"

/// A folder whose files are in memory alone, never on a disk nor in its swap (ramfs), for root's
/// eyes. They outlive the process, not the machine. Root only; blocking; one thread a folder.
namespace atlas::container {

/// Makes it, with the folders above it; fine when it is there, then with the files that it has.
Result<> mount_memory_folder(const std::string& path);
/// Takes it away with its files; fine when it is not there.
Result<> unmount_memory_folder(const std::string& path);

}  // namespace atlas::container
