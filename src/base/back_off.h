// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace atlas {

/// How long to wait before something that failed is tried again: `first` after the first failure,
/// twice as long after each more in a row, never longer than `longest`. A value; pure.
class BackOff {
public:
    using Delay = std::chrono::milliseconds;
    constexpr BackOff(Delay first, Delay longest) : first_(first), longest_(longest) {}
    /// `failures` in a row, the latest included; fewer than one count as one.
    Delay after(int failures) const;

private:
    Delay first_;
    Delay longest_;
};

}  // namespace atlas
