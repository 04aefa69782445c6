// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "cli/failure.h"
#include "cli/progress.h"

namespace atlas::cli {

/// Starts the region of this home with its keeper and returns when it answers; does nothing if it
/// already runs. A failure has the region's exit code and last log lines.
std::optional<Failure> start_region(const Surroundings& surroundings, Progress& progress);

/// The last `lines` lines of a file after offset `begin`; empty if there are none.
std::string tail_of(const std::string& path, std::size_t begin, int lines);

}  // namespace atlas::cli
