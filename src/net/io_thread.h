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

/// Included only within net.
namespace atlas::net {

class Connection;

/// One thread of the server: its event loop, its connections and its clock. The clock ticks at
/// least twice a second and checks the deadlines of all connections, so that no request needs a
/// timer of its own. Connections share ownership, so that a response after `stop` still has a
/// thread to be posted to, where it is dropped.
class IoThread : public std::enable_shared_from_this<IoThread> {
public:
    using Instant = std::chrono::steady_clock::time_point;

    IoThread() : loop_(1), timer_(loop_) {}
    /// Starts the thread with a tick of this period. Owner's thread.
    void start(std::chrono::milliseconds tick);
    /// Ends the loop, joins the thread and closes all connections. Owner's thread.
    void stop();
    /// Queues `task` for this thread. Dropped after `stop`. Any thread.
    void dispatch(Executor::Task task);
    boost::asio::io_context& loop() { return loop_; }

    // This thread only.
    Instant now() const { return now_; }               // as of the last tick
    const std::string& date() const { return date_; }  // as of the last tick, for the Date header
    /// Answers the connection's number, which is higher than that of every earlier one.
    std::uint64_t add(Connection* connection) {
        connections_.emplace(++added_, connection);
        return added_;
    }
    void remove(std::uint64_t number) { connections_.erase(number); }
    /// Visits all connections in the order in which they were added; a visit may close connections.
    void each(const std::function<void(Connection&)>& visit);
    /// Functions to call at each tick, after the deadlines were checked.
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
