// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"
#include "linux/fd.h"

namespace atlas::linux {

/// Takes flock(2)'s exclusive lock on a file and holds it until the descriptor is closed or its
/// process dies. It waits for other holders, in this process too. The file is created if it is
/// absent, and its mode is set to 0600, since any user who can open a file can lock it. A holder
/// may remove the file: a waiter then locks the file that replaces it. not_found: the folder does
/// not exist.
Result<Fd> lock_file(const std::string& path);

/// The same without waiting. conflict: the lock is held, by this process or another one.
Result<Fd> try_lock_file(const std::string& path);

}  // namespace atlas::linux
