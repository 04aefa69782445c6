// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"
#include "linux/fd.h"

namespace atlas::linux {

/// Holds flock(2)'s exclusive lock on a file, made when absent, until the descriptor is
/// closed; its mode becomes 0600, since any user who may open a file may lock it; waits for other
/// processes and threads. A dead holder's lock is free. A holder may remove the file: who waited
/// for it then locks the next one. not_found: its folder is not there.
Result<Fd> lock_file(const std::string& path);

/// The same without waiting. conflict: another process holds it.
Result<Fd> try_lock_file(const std::string& path);

}  // namespace atlas::linux
