// SPDX-License-Identifier: Apache-2.0
#include "broker/log/parallel_steps.h"

#include <doctest/doctest.h>

namespace atlas::broker {

TEST_CASE("every step is taken once, by however many threads") {
    for (std::size_t threads : {0U, 1U, 4U}) {
        ParallelSteps steps(threads);
        for (std::size_t count = 0; count < 200; ++count) {
            std::vector<std::atomic<int>> taken(count);
            steps.run(count, [&](std::size_t i) { ++taken[i]; });
            for (const auto& times : taken)
                CHECK(times == 1);
        }
    }
}

}  // namespace atlas::broker
