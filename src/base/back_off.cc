// SPDX-License-Identifier: Apache-2.0
#include "base/back_off.h"

namespace atlas {

BackOff::Delay BackOff::after(int failures) const {
    auto delay = first_;
    // Stops at the longest delay, so that a large count of failures neither overflows nor loops.
    for (int doubled = 1; doubled < failures && delay < longest_; ++doubled)
        delay *= 2;
    return delay < longest_ ? delay : longest_;
}

}  // namespace atlas
