// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"

namespace atlas::cli {

/// Ends keeper and region of a home and waits until the region's process is gone; no error if none
/// runs. Workloads keep running. timed_out: it has not ended within 60 s.
Result<> end_region(const std::string& home);

}  // namespace atlas::cli
