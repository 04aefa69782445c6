// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"
#include "linux/fd.h"

namespace atlas::supervisor {

/// Opens a path below `root` as a process with that root directory would (RESOLVE_IN_ROOT):
/// symbolic links, absolute ones too, cannot lead outside. `flags` as in open(2).
Result<linux::Fd> open_inside(const std::string& root, const std::string& path, int flags);
/// Reads a whole file below the root. exhausted: it is larger than 16 MiB.
Result<std::string> load_inside(const std::string& root, const std::string& path);

}  // namespace atlas::supervisor
