// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"
#include "linux/fd.h"

/// Opens what an image or a task has put below a root, as a process with that root directory would
/// find it (RESOLVE_IN_ROOT): symbolic links, absolute ones too, cannot lead outside. Nothing but
/// regular files and folders is ever opened, because opening a FIFO waits for somebody at its other
/// end, and opening a device may do anything. Blocking, never for long; any thread.
namespace atlas::supervisor {

/// Opens a regular file; `flags` are O_RDONLY or O_WRONLY, with O_APPEND if wanted. not_found:
/// there is no such path; invalid_argument: it is something else than a regular file.
Result<linux::Fd> open_file_inside(const std::string& root, const std::string& path, int flags);
/// Creates a file for writing with mode 0644, also where symbolic links point to it; its folder
/// must exist. No process may run in the root yet. already_exists: the path is there, whatever it
/// is.
Result<linux::Fd> make_file_inside(const std::string& root, const std::string& path);
/// Opens a folder. not_found: there is no such path.
Result<linux::Fd> open_folder_inside(const std::string& root, const std::string& path);
/// Reads a whole regular file. Errors as of `open_file_inside`; exhausted: it is larger than 16
/// MiB.
Result<std::string> load_inside(const std::string& root, const std::string& path);

}  // namespace atlas::supervisor
