// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"
#include "linux/fd.h"

namespace atlas::linux {

/// Binds a Unix socket to a path where nothing is yet. Its file has mode 0600 from its first moment
/// on, whatever the process's mask is; the mask, which all threads share, is not touched.
Result<> bind_unix_socket(const Fd& socket, const std::string& path);

}  // namespace atlas::linux
