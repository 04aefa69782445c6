// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"

/// Folders whose files are only in memory, never on disk or in swap (ramfs), and only for root. The
/// files outlive the process but not a reboot. Root only; blocking; one thread per folder.
namespace atlas::container {

/// Makes the folder and missing parents. If it is already mounted, its files stay.
Result<> mount_memory_folder(const std::string& path);
/// Removes the folder with its files; no error if it does not exist.
Result<> unmount_memory_folder(const std::string& path);

}  // namespace atlas::container
