// SPDX-License-Identifier: Apache-2.0
#include "network/keeper.h"

#include <atomic>
#include <thread>

#include <doctest/doctest.h>
#include <poll.h>
#include <unistd.h>

using namespace atlas;
using namespace atlas::network;

namespace {

struct Pipe {
    linux::Fd reader;
    linux::Fd writer;
    Pipe() {
        int ends[2];
        REQUIRE(pipe(ends) == 0);
        reader = linux::Fd(ends[0]);
        writer = linux::Fd(ends[1]);
    }
    /// Waits up to five seconds until nobody holds the reader.
    bool is_unread() const {
        pollfd polled{writer.number(), 0, 0};
        return poll(&polled, 1, 5000) == 1 && (polled.revents & POLLERR) != 0;
    }
};

}  // namespace

TEST_CASE("what the keeper forgets it holds no longer, though nothing happens to it") {
    std::atomic<int> told = 0;
    auto count = [&](const std::string&) {
        ++told;
        return true;
    };
    auto keeper = Keeper::start(count).value();
    for (int round = 1; round <= 20; ++round) {
        Pipe quiet;
        Pipe loud;
        REQUIRE(keeper->watch("quiet", quiet.reader).ok());
        REQUIRE(keeper->watch("loud", loud.reader).ok());
        quiet.reader.close();
        loud.writer.close();
        // Afterwards the keeper's thread waits for the quiet one alone.
        while (told < round)
            std::this_thread::yield();
        keeper->forget("quiet");
        REQUIRE(quiet.is_unread());
    }
}
