// SPDX-License-Identifier: Apache-2.0
#include "broker/server/memory_budget.h"

#include <vector>

#include <doctest/doctest.h>

namespace atlas::broker {
namespace {

using Room = MemoryBudget::Room;

struct Fixture {
    /// Waits for bytes and keeps them until the test erases the entry in `rooms`.
    void wait(int who, std::size_t least, std::size_t most) {
        budget->wait(least, most, [this, who](Room room) {
            order.push_back(who);
            rooms.push_back(std::move(room));
        });
        home.run_all();
    }

    ManualExecutor home;
    std::shared_ptr<MemoryBudget> budget = std::make_shared<MemoryBudget>(home, 100);
    std::vector<int> order;
    std::vector<Room> rooms;
};

}  // namespace

TEST_CASE("what is taken is what fits, and comes back by itself") {
    Fixture fixture;
    auto& budget = *fixture.budget;
    {
        auto first = budget.take(10, 80);
        REQUIRE(first);
        CHECK(first->bytes() == 80);
        auto second = budget.take(10, 80);
        REQUIRE(second);
        CHECK(second->bytes() == 20);
        CHECK_FALSE(budget.take(1, 1));
        first->resize(30);
        CHECK(budget.used() == 50);
        CHECK_FALSE(budget.take(51, 51));
    }
    CHECK(budget.used() == 0);
    // A request for more than the whole budget gets the whole budget.
    CHECK(budget.take(1000, 1000)->bytes() == 100);
}

TEST_CASE("who waits has its turn in order, a large wish before later small ones") {
    Fixture fixture;
    auto held = fixture.budget->take(60, 60);
    fixture.wait(1, 80, 80);
    fixture.wait(2, 10, 10);
    CHECK(fixture.order.empty());
    CHECK(fixture.budget->contended());
    CHECK_FALSE(fixture.budget->take(1, 1));
    held.reset();
    fixture.home.run_all();
    CHECK(fixture.order == std::vector{1, 2});
    CHECK_FALSE(fixture.budget->contended());
    CHECK(fixture.budget->used() == 90);
}

TEST_CASE("what was overdrawn is paid back before anybody else is served") {
    Fixture fixture;
    auto held = fixture.budget->take(10, 10);
    held->resize(150);
    fixture.wait(1, 10, 10);
    held->resize(95);
    fixture.home.run_all();
    CHECK(fixture.order.empty());
    held->resize(90);
    fixture.home.run_all();
    CHECK(fixture.order == std::vector{1});
}

TEST_CASE("rooms are joined, and outlive their budget") {
    Fixture fixture;
    auto left = fixture.budget->take(10, 10);
    left->join(std::move(*fixture.budget->take(20, 20)));
    CHECK(left->bytes() == 30);
    CHECK(fixture.budget->used() == 30);
    Room empty;
    empty.join(std::move(*left));
    CHECK(empty.bytes() == 30);
    CHECK(left->bytes() == 0);
    fixture.budget.reset();
    empty.resize(0);
}

TEST_CASE("who waits when the budget goes is dropped with it") {
    Fixture fixture;
    auto held = fixture.budget->take(100, 100);
    auto kept = std::make_shared<int>(1);
    fixture.budget->wait(1, 1, [kept](Room) {});
    CHECK(kept.use_count() == 2);
    fixture.budget.reset();
    CHECK(kept.use_count() == 1);
}

}  // namespace atlas::broker
