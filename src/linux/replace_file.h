// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/result.h"

namespace atlas::linux {

/// Who a new file or folder belongs to; -1 = the process's own user.
using Owner = int;

/// Writes beside, syncs and renames; mode 0600. A reader sees the old file or the new one, also
/// after a power cut of the writer. For small files that are read whole; logs and databases have
/// FileSystem.
Result<> replace_file(const std::string& path, const std::string& content, Owner owner = -1);
/// The whole file; not_found where there is none.
Result<std::string> read_file(const std::string& path);
/// The folder and those above it that are missing; the folder itself gets mode 0700 and the owner.
Result<> make_directory(const std::string& path, Owner owner = -1);

}  // namespace atlas::linux
