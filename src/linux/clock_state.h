// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace atlas::linux {

/// What a time daemon has told the kernel about the clock's error (adjtimex(2)). Without a daemon
/// the clock counts as not synchronized.
struct ClockState {
    double error_ms_max = 0;  // the kernel's estimate of the maximum error
    bool synchronized = false;
};
ClockState read_clock_state();

}  // namespace atlas::linux
