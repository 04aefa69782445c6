// SPDX-License-Identifier: Apache-2.0
#include "region/changes.h"

#include <doctest/doctest.h>

using namespace std::chrono_literals;

namespace atlas::region {
namespace {

struct Watched {
    ManualExecutor thread;
    Changes changes{thread, from_epoch_seconds(1'795'000'000)};
    std::vector<Changes::Version> told;

    /// Waits for a version other than the last one received.
    void await() {
        changes.await(told.empty() ? 0 : told.back(), [this](auto version) {
            told.push_back(version);
        });
    }
};

TEST_CASE("who knows no version, or that of another process, is told at once") {
    Watched watched;
    watched.await();
    REQUIRE(watched.told.size() == 1);
    ManualExecutor thread;
    Changes later(thread, from_epoch_seconds(1'795'000'001));
    bool told = false;
    later.await(watched.told.back(), [&](auto) { told = true; });
    CHECK(told);
}

TEST_CASE("changes that come together are told together, once, to all who wait") {
    Watched watched;
    watched.await();
    watched.await();
    watched.await();
    CHECK(watched.told.size() == 1);
    watched.changes.note();
    watched.changes.note();
    watched.thread.advance(Changes::gathered);
    REQUIRE(watched.told.size() == 3);
    CHECK(watched.told[1] == watched.told[0] + 1);
    CHECK(watched.told[2] == watched.told[1]);
}

TEST_CASE("a change between two questions is not missed") {
    Watched watched;
    watched.await();
    watched.changes.note();
    watched.thread.advance(Changes::gathered);
    watched.await();
    CHECK(watched.told.size() == 2);
}

TEST_CASE("without a change the wait ends with the same version, each wait in its own time") {
    Watched watched;
    watched.await();
    for (std::size_t turn = 2; turn < 5; ++turn) {
        watched.await();
        watched.thread.advance(Changes::wait_max - 1ms);
        CHECK(watched.told.size() == turn - 1);
        watched.thread.advance(1ms);
        REQUIRE(watched.told.size() == turn);
        CHECK(watched.told.back() == watched.told.front());
    }
}

TEST_CASE("a wait that a change has ended does not end the next one") {
    Watched watched;
    watched.await();
    watched.await();
    watched.thread.advance(Changes::wait_max / 2);
    watched.changes.note();
    watched.thread.advance(Changes::gathered);
    watched.await();
    watched.thread.advance(Changes::wait_max / 2);
    CHECK(watched.told.size() == 2);
}

TEST_CASE("at the end all who wait are told, and nobody waits any more") {
    Watched watched;
    watched.await();
    watched.await();
    watched.changes.end();
    CHECK(watched.told.size() == 2);
    watched.await();
    CHECK(watched.told.size() == 3);
}

}  // namespace
}  // namespace atlas::region
