// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"
#include "linux/fd.h"

namespace atlas::supervisor {

/// Opens a path as a process with that root would see it: its symbolic links, absolute ones too,
/// never lead outside. `flags` as of open(2).
Result<linux::Fd> open_inside(const std::string& root, const std::string& path, int flags);
/// A whole small file below the root.
Result<std::string> load_inside(const std::string& root, const std::string& path);

}  // namespace atlas::supervisor
