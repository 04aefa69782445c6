// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/executor.h"

/// Inside net only.
namespace atlas::net {

class Connection;

/// One thread of the server with its event loop, the connections that belong to it and its clock:
/// a tick a few times a second, so that no request needs a timer of its own. Connections share it,
/// so that an answer that comes after the end finds a place to fall on.
class IoThread : public std::enable_shared_from_this<IoThread> {
public:
    using Instant = std::chrono::steady_clock::time_point;

    IoThread() : loop_(1), timer_(loop_) {}
    void start(std::chrono::milliseconds tick);
    /// Ends the loop, joins and closes all connections. Owner's thread.
    void stop();
    /// Queues `task` for this thread; any thread may. Dropped after stop.
    void dispatch(Executor::Task task);
    boost::asio::io_context& loop() { return loop_; }

    // This thread only.
    Instant now() const { return now_; }  // as of the last tick
    const std::string& date() const { return date_; }
    /// Answers the connection's number, which is higher than that of every earlier one.
    std::uint64_t add(Connection* connection) {
        connections_.emplace(++added_, connection);
        return added_;
    }
    void remove(std::uint64_t number) { connections_.erase(number); }
    /// In the order in which they were added.
    void each(const std::function<void(Connection&)>& visit);
    std::vector<std::function<void()>>& on_tick() { return on_tick_; }

private:
    void tick();
    void wait_for_tick();

    boost::asio::io_context loop_;
    boost::asio::steady_timer timer_;
    std::chrono::milliseconds period_{500};
    std::thread thread_;

    // This thread only.
    Instant now_ = std::chrono::steady_clock::now();
    std::string date_;
    std::map<std::uint64_t, Connection*> connections_;
    std::uint64_t added_ = 0;
    std::vector<std::function<void()>> on_tick_;

    // Guarded by mutex_.
    std::mutex mutex_;
    bool stopped_ = false;
};

}  // namespace atlas::net
