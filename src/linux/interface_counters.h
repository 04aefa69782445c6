// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/result.h"

namespace atlas::linux {

/// The traffic of a network interface since it was created.
struct InterfaceCounters {
    std::int64_t rx_bytes = 0;
    std::int64_t rx_packets = 0;
    std::int64_t rx_errors = 0;
    std::int64_t rx_dropped = 0;
    std::int64_t tx_bytes = 0;
    std::int64_t tx_packets = 0;
    std::int64_t tx_errors = 0;
    std::int64_t tx_dropped = 0;
    bool operator==(const InterfaceCounters&) const = default;
};
using Interfaces = std::map<std::string, InterfaceCounters>;  // by name, without lo

/// The interfaces of the network namespace in which the process is. not_found: no such process.
Result<Interfaces> read_interface_counters(int pid);
/// The interfaces in the text of /proc/<pid>/net/dev; a malformed line is ignored. Pure.
Interfaces parse_interface_counters(const std::string& text);

}  // namespace atlas::linux
