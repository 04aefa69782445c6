// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "base/result.h"

namespace atlas::linux {

/// The one place where an errno becomes an Error: "open /x: No such file or directory" (not_found).
Error error_of(int error_number, std::string_view doing);
/// The same for the calling thread's errno.
Error last_error(std::string_view doing);

}  // namespace atlas::linux
