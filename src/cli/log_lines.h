// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/time_format.h"
#include "cli/region_client.h"

namespace atlas::cli {

/// A log event of CloudWatch Logs.
struct LogLine {
    Time at;
    std::string group;
    std::string stream;
    std::string message;
};

/// Names of the region's log groups.
Result<std::vector<std::string>> read_log_groups(const RegionClient& region);

/// The latest `count` lines of a group, oldest first, from its ten latest streams; each task writes
/// its own.
Result<std::vector<LogLine>> read_log_lines(
    const RegionClient& region, const std::string& group, int count
);

}  // namespace atlas::cli
