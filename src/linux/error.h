// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "base/result.h"

namespace atlas::linux {

/// Converts an errno into an Error: "open /x: No such file or directory", not_found. `doing` says
/// what failed. Everything without a kind of its own, for example EACCES, is io.
Error error_of(int error_number, std::string_view doing);
/// The same for the calling thread's errno. Call it before anything else that may change errno.
Error last_error(std::string_view doing);

}  // namespace atlas::linux
