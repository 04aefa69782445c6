// SPDX-License-Identifier: Apache-2.0
#include "broker/server/frame_budget.h"

#include <vector>

#include <doctest/doctest.h>

namespace atlas::broker {
namespace {

using Room = FrameBudget::Room;

struct Fixture {
    /// Waits until `room` has grown to `bytes`; `order` records the sequence.
    void wait(int who, Room& room, std::size_t bytes) {
        budget->wait([this, who, &room, bytes] {
            if (!budget->grow(room, bytes)) return false;
            order.push_back(who);
            return true;
        });
        home.run_all();
    }

    ManualExecutor home;
    std::shared_ptr<FrameBudget> budget =
        std::make_shared<FrameBudget>(home, FrameBudget::Settings{100, 40});
    std::vector<int> order;
};

}  // namespace

TEST_CASE("a frame grows up to its share, and one at a time beyond it") {
    Fixture fixture;
    Room first, second;
    CHECK(fixture.budget->grow(first, 40));
    CHECK(fixture.budget->used() == 40);
    CHECK(fixture.budget->grow(first, 1000));
    CHECK(first.unlimited());
    CHECK(fixture.budget->used() == 0);
    CHECK(fixture.budget->grow(second, 40));
    CHECK_FALSE(fixture.budget->grow(second, 41));
    CHECK(second.bytes() == 40);
    first.release();
    CHECK(fixture.budget->grow(second, 41));
}

TEST_CASE("where all memory is held, those who wait pass one after the other") {
    Fixture fixture;
    Room holders[3], waiting[3];
    CHECK(fixture.budget->grow(holders[0], 40));
    CHECK(fixture.budget->grow(holders[1], 40));
    CHECK(fixture.budget->grow(holders[2], 20));
    CHECK(fixture.budget->grow(waiting[0], 30));
    CHECK(waiting[0].unlimited());
    fixture.wait(1, waiting[1], 30);
    fixture.wait(2, waiting[2], 30);
    CHECK(fixture.budget->contended());
    CHECK(fixture.order.empty());
    waiting[0].release();
    fixture.home.run_all();
    CHECK(fixture.order == std::vector{1});
    holders[0].release();
    fixture.home.run_all();
    CHECK(fixture.order == std::vector{1, 2});
    CHECK_FALSE(waiting[2].unlimited());
    CHECK_FALSE(fixture.budget->contended());
}

TEST_CASE("nobody takes the unlimited place before the first who waits for it") {
    Fixture fixture;
    Room large, next, other;
    CHECK(fixture.budget->grow(large, 1000));
    fixture.wait(1, next, 500);
    large.release();
    CHECK_FALSE(fixture.budget->grow(other, 500));
    fixture.home.run_all();
    CHECK(fixture.order == std::vector{1});
}

TEST_CASE("who waited and is gone is passed over") {
    Fixture fixture;
    Room large, next;
    CHECK(fixture.budget->grow(large, 1000));
    bool gone = false;
    fixture.budget->wait([&] { return gone; });
    fixture.home.run_all();
    gone = true;
    fixture.budget->changed();
    fixture.home.run_all();
    CHECK_FALSE(fixture.budget->contended());
}

TEST_CASE("room outlives its budget") {
    Fixture fixture;
    Room room;
    CHECK(fixture.budget->grow(room, 10));
    fixture.budget.reset();
    room.release();
    CHECK(room.bytes() == 0);
}

}  // namespace atlas::broker
