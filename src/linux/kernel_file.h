// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"

namespace atlas::linux {

/// Reads a file of /proc, /sys or a cgroup tree up to its end, since such files report no size.
Result<std::string> read_kernel_file(const std::string& path);

}  // namespace atlas::linux
