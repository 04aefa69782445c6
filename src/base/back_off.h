// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace atlas {

/// How long to wait before retrying something that failed: `first` after the first failure, twice
/// as long after each further failure in a row, never longer than `longest`. It does not count the
/// failures and adds no jitter. A value; its function is pure.
class BackOff {
public:
    using Delay = std::chrono::milliseconds;
    constexpr BackOff(Delay first, Delay longest) : first_(first), longest_(longest) {}
    /// `failures` is the number of failures in a row, the latest included; below one it counts as
    /// one.
    Delay after(int failures) const;

private:
    Delay first_;
    Delay longest_;
};

}  // namespace atlas
