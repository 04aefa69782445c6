// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>

namespace atlas::broker {

/// Finds out whether bytes keep moving while memory is held for them. Checked at each sweep. Loop
/// thread only.
class Progress {
public:
    using Moment = std::chrono::steady_clock::time_point;

    void moved(std::size_t bytes) { bytes_ += bytes; }
    /// Starts the measurement again: no memory is held, or the client is not the cause of the wait.
    void excuse(Moment now) {
        bytes_ = 0;
        since_ = now;
    }
    /// True when fewer than `bytes_least` have moved for longer than `patience`.
    bool stuck(Moment now, std::size_t bytes_least, std::chrono::milliseconds patience) {
        if (bytes_ >= bytes_least) excuse(now);
        return now - since_ > patience;
    }

private:
    std::size_t bytes_ = 0;
    Moment since_ = std::chrono::steady_clock::now();
};

}  // namespace atlas::broker
