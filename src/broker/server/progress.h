// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>

namespace atlas::broker {

/// Whether bytes keep moving while memory is held for them. Asked now and then, it tells who holds
/// memory and moves next to nothing.
class Progress {
public:
    using Moment = std::chrono::steady_clock::time_point;

    void moved(std::size_t bytes) { bytes_ += bytes; }
    /// Nothing is held, or it is not the client who is waited for.
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
