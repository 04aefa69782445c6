// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"

namespace atlas::cli {

/// Ends keeper and region of a home and waits until the region's process is gone; fine when none
/// runs. What it started goes on. timed_out: it does not end.
Result<> end_region(const std::string& home);

}  // namespace atlas::cli
