// SPDX-License-Identifier: Apache-2.0
#include "net/io_thread.h"

#include <array>
#include <future>

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/connection.h"
#include "net/transport.h"

namespace atlas::net {
namespace {

using namespace std::chrono_literals;

/// Blocks `thread` until its `stop` has begun, so that tasks posted after this are still queued
/// at that time. Returns once it is blocked.
void hold_up(IoThread& thread) {
    std::promise<void> begun;
    thread.dispatch([&thread, &begun] {
        begun.set_value();
        while (!thread.loop().stopped())
            std::this_thread::yield();
    });
    begun.get_future().wait();
}

TEST_CASE("a connection whose beginning was still queued at the end is closed like the others") {
    auto serving = std::make_shared<Serving>(ServerOptions(), Handler());
    auto thread = std::make_shared<IoThread>();
    std::weak_ptr<IoThread> watched = thread;
    std::array<int, 2> ends{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) == 0);
    linux::Fd theirs(ends[1]);
    thread->start(500ms);
    hold_up(*thread);
    ++serving->connections;
    thread->dispatch([serving, thread, socket = linux::Fd(ends[0])]() mutable {
        make_connection(serving, thread, std::move(socket), nullptr)->start();
    });
    thread->stop();
    CHECK(serving->connections == 0);
    char byte = 0;
    CHECK(::read(theirs.number(), &byte, 1) == 0);
    thread.reset();
    CHECK(watched.expired());
}

TEST_CASE("what was still to be told at each tick does not keep the thread") {
    auto thread = std::make_shared<IoThread>();
    std::weak_ptr<IoThread> watched = thread;
    thread->start(500ms);
    hold_up(*thread);
    thread->dispatch([&each = *thread, thread] { each.on_tick().push_back([thread] {}); });
    thread->stop();
    thread.reset();
    CHECK(watched.expired());
}

}  // namespace
}  // namespace atlas::net
