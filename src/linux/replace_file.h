// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "linux/file_system.h"

namespace atlas::linux {

/// Who a new file or folder belongs to; -1 = the process's own user.
using Owner = int;

/// Replaces a file so that a reader, also after a power cut, finds either the old bytes or the new:
/// writes `<path>.tmp`, syncs it, renames it, syncs the folder. Durable on return; mode 0600.
Result<> replace_file(FileSystem& files, const std::string& path, std::string_view bytes);
/// The same on the machine's own disk.
Result<> replace_file(const std::string& path, std::string_view bytes, Owner owner = -1);
/// As whole for a reader, but not synced: for what tells of something that does not survive a power
/// cut either.
Result<> replace_unsynced(const std::string& path, std::string_view bytes);

/// The whole file; not_found where there is none.
Result<std::string> read_file(const std::string& path);
/// The folder and those above it that are missing; the folder itself gets mode 0700 and the owner.
Result<> make_directory(const std::string& path, Owner owner = -1);

}  // namespace atlas::linux
