// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace atlas::linux {

/// The time that all processors of the machine together have spent since boot, including idle time.
struct MachineCpu {
    std::int64_t total_ns = 0;
    int online = 0;  // processors
    bool operator==(const MachineCpu&) const = default;
};

Result<MachineCpu> read_machine_cpu();
/// Reads the text of /proc/stat, which counts `ticks` per second. Pure.
Result<MachineCpu> parse_machine_cpu(const std::string& text, std::int64_t ticks);

}  // namespace atlas::linux
