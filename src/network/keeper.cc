// SPDX-License-Identifier: Apache-2.0
#include "network/keeper.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "linux/error.h"

namespace atlas::network {
namespace {

using namespace std::chrono_literals;
constexpr auto retry_delay = 1s;

}  // namespace

Result<std::unique_ptr<Keeper>> Keeper::start(std::function<bool(const std::string&)> ended) {
    linux::Fd wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!wake) return linux::last_error("eventfd");
    std::unique_ptr<Keeper> keeper(new Keeper(std::move(ended), std::move(wake)));
    keeper->thread_ = std::thread([raw = keeper.get()] { raw->run(); });
    return keeper;
}

Keeper::~Keeper() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    signal();
    if (thread_.joinable()) thread_.join();
}

void Keeper::signal() {
    std::uint64_t one = 1;
    (void)!::write(wake_.number(), &one, sizeof one);
}

Result<> Keeper::watch(const std::string& key, const linux::Fd& process) {
    auto copy = std::make_shared<linux::Fd>(::fcntl(process.number(), F_DUPFD_CLOEXEC, 3));
    if (!*copy) return linux::last_error("watch " + key);
    {
        std::lock_guard lock(mutex_);
        watched_[key] = std::move(copy);
        again_.erase(key);
    }
    signal();
    return {};
}

void Keeper::forget(const std::string& key) {
    {
        std::lock_guard lock(mutex_);
        watched_.erase(key);
        again_.erase(key);
    }
    // The thread holds the descriptors that it polls.
    signal();
}

/// The key of a descriptor that is readable or of a retry that is due; empty after a wake-up.
std::string Keeper::wait_for_end() {
    std::vector<std::pair<std::string, std::shared_ptr<linux::Fd>>> held;
    int timeout_ms = -1;
    {
        std::lock_guard lock(mutex_);
        auto now = std::chrono::steady_clock::now();
        for (const auto& [key, when] : again_) {
            if (when <= now) {
                auto due = key;
                again_.erase(due);
                return due;
            }
            timeout_ms = static_cast<int>(retry_delay / 1ms);
        }
        held.assign(watched_.begin(), watched_.end());
    }
    std::vector<pollfd> waiting{{wake_.number(), POLLIN, 0}};
    for (const auto& [key, process] : held)
        waiting.push_back({process->number(), POLLIN, 0});
    if (::poll(waiting.data(), waiting.size(), timeout_ms) <= 0) return {};
    std::uint64_t count = 0;
    (void)!::read(wake_.number(), &count, sizeof count);
    std::lock_guard lock(mutex_);
    for (std::size_t at = 0; at < held.size(); ++at) {
        auto known = watched_.find(held[at].first);
        if (waiting[at + 1].revents == 0) continue;
        // Replaced or forgotten while this thread was polling.
        if (known == watched_.end() || known->second != held[at].second) continue;
        watched_.erase(known);
        return held[at].first;
    }
    return {};
}

void Keeper::run() {
    while (true) {
        {
            std::lock_guard lock(mutex_);
            if (stopping_) return;
        }
        auto key = wait_for_end();
        if (key.empty() || ended_(key)) continue;
        std::lock_guard lock(mutex_);
        again_[key] = std::chrono::steady_clock::now() + retry_delay;
    }
}

}  // namespace atlas::network
