// SPDX-License-Identifier: Apache-2.0
#include "base/back_off.h"

#include <limits>

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using atlas::BackOff;

TEST_CASE("a back-off doubles with each failure up to its longest delay") {
    constexpr BackOff back_off(100ms, 1s);
    CHECK(back_off.after(1) == 100ms);
    CHECK(back_off.after(2) == 200ms);
    CHECK(back_off.after(3) == 400ms);
    CHECK(back_off.after(4) == 800ms);
    CHECK(back_off.after(5) == 1s);
    CHECK(back_off.after(std::numeric_limits<int>::max()) == 1s);
}

TEST_CASE("a back-off waits before the first failure as after it") {
    CHECK(BackOff(100ms, 1s).after(0) == 100ms);
    CHECK(BackOff(100ms, 1s).after(-1) == 100ms);
    CHECK(BackOff(2s, 1s).after(1) == 1s);
}
