// SPDX-License-Identifier: Apache-2.0
#include "linux/clock_state.h"

#include <sys/timex.h>

namespace atlas::linux {

ClockState read_clock_state() {
    timex state{};  // modes = 0: only read
    int result = ::adjtimex(&state);
    return {
        static_cast<double>(state.maxerror) / 1000,
        result >= 0 && result != TIME_ERROR && (state.status & STA_UNSYNC) == 0
    };
}

}  // namespace atlas::linux
