// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "base/time_format.h"

namespace atlas {

/// Where time comes from; injected so that tests own it. Any thread.
class Clock {
public:
    virtual ~Clock() = default;
    /// Wall-clock time, UTC; may jump.
    virtual Time now() const = 0;
    /// Never goes back; for time-outs and durations.
    virtual std::chrono::steady_clock::time_point steady() const = 0;
};

/// The machine's own clock.
class SystemClock final : public Clock {
public:
    Time now() const override { return std::chrono::system_clock::now(); }
    std::chrono::steady_clock::time_point steady() const override {
        return std::chrono::steady_clock::now();
    }
};

/// A clock that stands still until told. One thread.
class FakeClock final : public Clock {
public:
    explicit FakeClock(Time start) : now_(start) {}
    Time now() const override { return now_; }
    std::chrono::steady_clock::time_point steady() const override { return steady_; }
    void advance(std::chrono::nanoseconds by) {
        now_ += std::chrono::duration_cast<Time::duration>(by);
        steady_ += by;
    }

private:
    Time now_;
    std::chrono::steady_clock::time_point steady_{};
};

}  // namespace atlas
