// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"
#include "linux/fd.h"

namespace atlas::linux {

/// Binds a Unix socket to a path at which there is no file yet. The socket file is created with
/// mode 0600, so no other user can connect at any moment. The umask, which all threads share, is
/// not changed. already_exists: there is a file; invalid_argument: the path is too long.
Result<> bind_unix_socket(const Fd& socket, const std::string& path);

}  // namespace atlas::linux
