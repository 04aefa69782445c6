// SPDX-License-Identifier: Apache-2.0
#include "events-ingestion/inflight_budget.h"

#include <thread>
#include <vector>

#include <doctest/doctest.h>

using namespace atlas::ingestion;

TEST_CASE("shares grow up to the budget, and what is refused changes nothing") {
    auto budget = std::make_shared<InflightBudget>(100);
    InflightBudget::Hold first(budget);
    InflightBudget::Hold second(budget);
    CHECK(first.resize(60));
    CHECK_FALSE(second.resize(41));
    CHECK(second.resize(40));
    CHECK_FALSE(first.resize(61));
    CHECK(budget->held_bytes() == 100);
    CHECK(first.resize(10));
    CHECK(second.resize(90));
}

TEST_CASE("a share is given back once, by whoever holds it last") {
    auto budget = std::make_shared<InflightBudget>(100);
    {
        InflightBudget::Hold hold(budget);
        REQUIRE(hold.resize(70));
        InflightBudget::Hold moved(std::move(hold));
        CHECK(budget->held_bytes() == 70);
        moved.release();
        CHECK(budget->held_bytes() == 0);
        REQUIRE(moved.resize(5));
    }
    CHECK(budget->held_bytes() == 0);
}

TEST_CASE("threads together never hold more than the budget") {
    auto budget = std::make_shared<InflightBudget>(10);
    std::atomic<std::size_t> held = 0;
    std::atomic<std::size_t> most = 0;
    {
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < 4; ++thread) {
            threads.emplace_back([&] {
                for (int round = 0; round < 2000; ++round) {
                    InflightBudget::Hold hold(budget);
                    if (!hold.resize(4)) continue;
                    auto now = held.fetch_add(4) + 4;
                    for (auto before = most.load(); now > before;)
                        if (most.compare_exchange_weak(before, now)) break;
                    held -= 4;
                }
            });
        }
    }
    CHECK(most > 0);
    CHECK(most <= 10);
    CHECK(budget->held_bytes() == 0);
}
