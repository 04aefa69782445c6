// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"

namespace atlas::linux {

/// A file of /proc, /sys or a cgroup tree, which says no size and is read to its end.
Result<std::string> read_kernel_file(const std::string& path);

}  // namespace atlas::linux
