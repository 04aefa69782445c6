// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "cli/failure.h"
#include "cli/progress.h"

namespace atlas::cli {

/// Starts the region of this home with its keeper and returns when it answers; one that runs
/// already is left alone. A failure has the region's own exit code and last lines.
std::optional<Failure> start_region(const Surroundings& surroundings, Progress& progress);

/// The last `lines` lines of a file from `begin` on, or empty.
std::string tail_of(const std::string& path, std::size_t begin, int lines);

}  // namespace atlas::cli
