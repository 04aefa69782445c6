// SPDX-License-Identifier: Apache-2.0
#include "net/io_thread.h"

#include <array>
#include <ctime>

#include <boost/asio/post.hpp>

#include "net/connection.h"

namespace atlas::net {
namespace {

/// The IMF-fixdate of RFC 9110. Not strftime(3), whose names of days and months depend on the
/// locale.
std::string imf_fixdate(std::time_t now) {
    static constexpr std::array days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array months = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };
    std::tm parts{};
    gmtime_r(&now, &parts);
    std::array<char, 64> text{};
    const int length = std::snprintf(
        text.data(),
        text.size(),
        "%s, %02d %s %04d %02d:%02d:%02d GMT",
        days[static_cast<std::size_t>(parts.tm_wday)],
        parts.tm_mday,
        months[static_cast<std::size_t>(parts.tm_mon)],
        parts.tm_year + 1900,
        parts.tm_hour,
        parts.tm_min,
        parts.tm_sec
    );
    return std::string(text.data(), static_cast<std::size_t>(length));
}

}  // namespace

void IoThread::start(std::chrono::milliseconds tick_period) {
    period_ = tick_period;
    tick();
    thread_ = std::thread([this] { loop_.run(); });
}

void IoThread::stop() {
    {
        const std::lock_guard lock(mutex_);
        if (stopped_) return;
        stopped_ = true;
    }
    loop_.stop();
    if (thread_.joinable()) thread_.join();
    timer_.cancel();
    // Pending operations own their connections, which own this object, so they must run to their
    // (aborted) end. That also runs queued tasks, which may start a connection or a listener;
    // repeat until those have ended too.
    do {
        on_tick_.clear();
        each([](Connection& connection) { connection.close(); });
        loop_.restart();
        loop_.poll();
    } while (!on_tick_.empty() || !connections_.empty());
}

void IoThread::dispatch(Executor::Task task) {
    const std::lock_guard lock(mutex_);
    if (!stopped_) boost::asio::post(loop_, std::move(task));
}

void IoThread::each(const std::function<void(Connection&)>& visit) {
    // Over a copy, since a visit may remove connections.
    const std::vector<std::pair<std::uint64_t, Connection*>> all(
        connections_.begin(), connections_.end()
    );
    for (const auto& [number, connection] : all) {
        if (connections_.contains(number)) visit(*connection);
    }
}

void IoThread::tick() {
    now_ = std::chrono::steady_clock::now();
    date_ = imf_fixdate(std::time(nullptr));
    each([this](Connection& connection) { connection.expire(now_); });
    for (const auto& listener : on_tick_)
        listener();
    wait_for_tick();
}

void IoThread::wait_for_tick() {
    timer_.expires_after(period_);
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) tick();
    });
}

}  // namespace atlas::net
