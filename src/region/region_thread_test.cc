// SPDX-License-Identifier: Apache-2.0
#include "region/region_thread.h"

#include <doctest/doctest.h>

#include "region/worker_pool.h"

namespace atlas::region {
namespace {

using namespace std::chrono_literals;

TEST_CASE("tasks run in order, timers after them, until stop") {
    RegionThread thread;
    std::string order;
    thread.post_after(2ms, [&] {
        order += 'c';
        thread.stop();
    });
    thread.post([&] { order += 'a'; });
    thread.post([&] { order += 'b'; });
    thread.run();
    CHECK(order == "abc");
}

TEST_CASE("a worker's result comes back to the region thread") {
    RegionThread thread;
    WorkerPool workers(2);
    int sum = 0;
    int left = 10;
    for (int number = 0; number < 10; ++number) {
        workers.run<int>(
            [number] { return number; },
            thread,
            [&](int value) {
                sum += value;
                if (--left == 0) thread.stop();
            }
        );
    }
    thread.run();
    CHECK(sum == 45);
}

}  // namespace
}  // namespace atlas::region
