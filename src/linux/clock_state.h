// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace atlas::linux {

/// What the kernel knows of its clock's error, as a time daemon told it (adjtimex(2)).
struct ClockState {
    double error_ms_max = 0;
    bool synchronized = false;
};
ClockState read_clock_state();

}  // namespace atlas::linux
