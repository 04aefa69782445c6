// SPDX-License-Identifier: Apache-2.0
#include "base/executor.h"

#include <doctest/doctest.h>

namespace atlas {
namespace {

using namespace std::chrono_literals;

TEST_CASE("tasks run in the order of their time, then of their posting") {
    ManualExecutor executor;
    std::string order;
    executor.post_after(20ms, [&] { order += 'c'; });
    executor.post([&] {
        order += 'a';
        executor.post([&] { order += 'b'; });
    });
    executor.run_all();
    CHECK(order == "ab");
    executor.advance(19ms);
    CHECK(order == "ab");
    executor.advance(1ms);
    CHECK(order == "abc");
    CHECK(executor.waiting() == 0);
}

TEST_CASE("a worker's result comes home") {
    ManualExecutor home;
    InlineWorkers workers;
    int seen = 0;
    workers.run<int>([] { return 42; }, home, [&](int value) { seen = value; });
    CHECK(seen == 0);
    home.run_all();
    CHECK(seen == 42);
}

}  // namespace
}  // namespace atlas
