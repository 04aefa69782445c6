// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "linux/file_system.h"

namespace atlas::linux {

/// The user id and group id of a new file or folder; -1 = those of the process.
using Owner = int;

/// Replaces a file atomically: a reader finds either the old or the new bytes, even after a power
/// cut. Writes `<path>.tmp`, syncs it, renames it and syncs the folder. Durable on return; mode
/// 0600. One writer per path at a time.
Result<> replace_file(FileSystem& files, const std::string& path, std::string_view bytes);
/// The same on the machine's own disk.
Result<> replace_file(const std::string& path, std::string_view bytes, Owner owner = -1);
/// Also atomic for readers, but not synced: for files that describe what a power cut ends anyway,
/// such as running processes.
Result<> replace_unsynced(const std::string& path, std::string_view bytes);

/// Reads a whole file. not_found: there is none; exhausted: it is larger than 64 MiB.
Result<std::string> read_file(const std::string& path);
/// Creates a folder and its missing parents. The folder itself, even an existing one, gets mode
/// 0700 and the owner.
Result<> make_directory(const std::string& path, Owner owner = -1);

}  // namespace atlas::linux
