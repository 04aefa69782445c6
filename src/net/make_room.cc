// SPDX-License-Identifier: Apache-2.0
#include "net/make_room.h"

#include <algorithm>
#include <vector>

#include <malloc.h>

namespace atlas::net {
namespace {

constexpr int flood_connections = 256;
constexpr int left_of_flood = 4;  // a flood is over when at most one in four is left

}  // namespace

int make_room(
    IoThread& thread, const std::string& source, int count, std::chrono::milliseconds patience
) {
    // The thread's clock moves a few times a second only, so that many have waited equally long: of
    // these the one that came first goes first.
    std::vector<std::pair<IoThread::Instant, Connection*>> waiting;
    const auto latest = std::chrono::steady_clock::now() - patience;
    thread.each([&](Connection& connection) {
        if (!source.empty() && connection.peer() != source) return;
        auto since = connection.waiting_since();
        if (since && *since <= latest) waiting.emplace_back(*since, &connection);
    });
    auto by_time = [](const auto& entry) { return entry.first; };
    std::ranges::stable_sort(waiting, {}, by_time);
    auto closed = std::min(waiting.size(), static_cast<std::size_t>(count));
    auto last = waiting.begin() + static_cast<std::ptrdiff_t>(closed);
    // The pointers stay valid: a connection that is closed lives until its pending operation
    // reports, later on this thread.
    std::for_each(waiting.begin(), last, [](const auto& entry) { entry.second->close(); });
    return static_cast<int>(closed);
}

bool is_told_apart(const std::string& source) {
    return !source.empty() && source != "127.0.0.1" && source != "::1";
}

// glibc otherwise keeps the memory of closed connections and their TLS in the arena of each thread.
bool Trimmer::look(int connections) {
    most_ = std::max(most_, connections);
    if (most_ < flood_connections || connections > most_ / left_of_flood) return false;
    most_ = connections;
    ::malloc_trim(0);
    return true;
}

}  // namespace atlas::net
