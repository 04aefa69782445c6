// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "base/time_format.h"

namespace atlas {

/// The source of time. It is injected so that tests control it. Any thread.
class Clock {
public:
    virtual ~Clock() = default;
    /// Wall-clock time in UTC. It may jump in both directions when the machine's clock is set.
    virtual Time now() const = 0;
    /// Monotonic time, for timeouts and durations. Its epoch is arbitrary.
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

/// For tests: a clock that moves only by `advance`. One thread.
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
