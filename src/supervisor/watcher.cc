// SPDX-License-Identifier: Apache-2.0
#include "supervisor/watcher.h"

#include <csignal>

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "container/process.h"
#include "linux/error.h"
#include "linux/inotify.h"
#include "supervisor/stored_workload.h"

namespace atlas::supervisor {

namespace {

constexpr std::uint64_t wake_token = 1;
constexpr std::uint64_t notify_token = 2;
// Pieces of lines that the home thread has not dealt with yet; beyond, the log waits on the disk.
constexpr int untold_max = 4;

}  // namespace

struct Watcher::Entry {
    Watched watched;
    std::uint64_t container_token = 0;
    std::uint64_t monitor_token = 0;
    int watch = -1;
    std::optional<LogTail> tail;
    int untold = 0;
    bool monitor_died = false;
};

Watcher::Watcher(Executor& home, Callbacks callbacks)
    : home_(home), callbacks_(std::move(callbacks)), alive_(std::make_shared<bool>(true)) {}

Result<std::unique_ptr<Watcher>> Watcher::open(Executor& home, Callbacks callbacks) {
    std::unique_ptr<Watcher> made(new Watcher(home, std::move(callbacks)));
    made->epoll_ = linux::Fd(epoll_create1(EPOLL_CLOEXEC));
    made->wake_ = linux::Fd(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!made->epoll_ || !made->wake_) return linux::last_error("open a watcher");
    made->notify_ = ATLAS_TRY(linux::open_inotify());
    auto add = [&](const linux::Fd& fd, std::uint64_t token) {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u64 = token;
        return epoll_ctl(made->epoll_.number(), EPOLL_CTL_ADD, fd.number(), &event) == 0;
    };
    if (!add(made->wake_, wake_token) || !add(made->notify_, notify_token))
        return linux::last_error("open a watcher");
    made->thread_ = std::thread([watcher = made.get()] { watcher->run(); });
    return made;
}

Watcher::~Watcher() {
    *alive_ = false;
    if (!thread_.joinable()) return;
    {
        std::scoped_lock lock(mutex_);
        stopping_ = true;
    }
    eventfd_write(wake_.number(), 1);
    thread_.join();
}

void Watcher::post(std::move_only_function<void()> command) {
    {
        std::scoped_lock lock(mutex_);
        commands_.push_back(std::move(command));
    }
    eventfd_write(wake_.number(), 1);
}

void Watcher::watch(Watched watched) {
    post([this, watched = std::move(watched)]() mutable { add(std::move(watched)); });
}

void Watcher::told(const std::string& id, std::uint64_t offset) {
    post([this, id, offset] {
        auto found = entries_.find(id);
        if (found == entries_.end()) return;
        auto& entry = *found->second;
        store_log_offset(entry.watched.folder, offset);
        bool held_back = entry.untold-- >= untold_max;
        if (held_back) read_log(entry);
    });
}

void Watcher::run() {
    for (;;) {
        epoll_event events[32];
        int count = epoll_wait(epoll_.number(), events, 32, -1);
        for (int index = 0; index < count; ++index) {
            auto token = events[index].data.u64;
            if (token == wake_token)
                run_commands();
            else if (token == notify_token)
                log_grew();
            else
                process_ended(token);
        }
        std::scoped_lock lock(mutex_);
        if (stopping_) return;
    }
}

void Watcher::run_commands() {
    eventfd_t count = 0;
    eventfd_read(wake_.number(), &count);
    std::vector<std::move_only_function<void()>> commands;
    {
        std::scoped_lock lock(mutex_);
        commands.swap(commands_);
    }
    for (auto& command : commands)
        command();
}

void Watcher::add(Watched watched) {
    auto id = watched.id;
    auto& entry = *(entries_[id] = std::make_unique<Entry>());
    entry.watched = std::move(watched);
    const auto& kept = entry.watched;
    if (!kept.log_path.empty()) {
        entry.tail.emplace(kept.log_path, load_log_offset(kept.folder));
        // conmon made the file before it reported the container; one that is not there by now (an
        // ended workload whose log was dropped) is told as empty.
        entry.watch = inotify_add_watch(notify_.number(), kept.log_path.c_str(), IN_MODIFY);
        if (entry.watch >= 0) by_watch_[entry.watch] = id;
    }
    auto follow = [&](const linux::Fd& fd) -> std::uint64_t {
        if (!fd) return 0;
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u64 = next_token_;
        epoll_ctl(epoll_.number(), EPOLL_CTL_ADD, fd.number(), &event);
        by_token_[next_token_] = id;
        return next_token_++;
    };
    entry.container_token = follow(kept.container);
    entry.monitor_token = follow(kept.monitor);
    if (entry.monitor_token == 0 && entry.container_token != 0) {
        entry.monitor_died = true;
        (void)container::send_signal(kept.container, SIGKILL);
    }
    read_log(entry);
    settle(entry);
}

void Watcher::process_ended(std::uint64_t token) {
    auto named = by_token_.find(token);
    if (named == by_token_.end()) return;
    auto& entry = *entries_.at(named->second);
    by_token_.erase(named);
    if (token == entry.container_token) {
        entry.container_token = 0;
        epoll_ctl(epoll_.number(), EPOLL_CTL_DEL, entry.watched.container.number(), nullptr);
    } else {
        entry.monitor_token = 0;
        epoll_ctl(epoll_.number(), EPOLL_CTL_DEL, entry.watched.monitor.number(), nullptr);
        if (entry.container_token != 0) {
            // Either it just ended too, and the signal finds nobody, or it lost its monitor.
            auto sent = container::send_signal(entry.watched.container, SIGKILL);
            entry.monitor_died = sent.ok();
        }
    }
    settle(entry);
}

/// Tells the end, once there is nothing left to wait for.
void Watcher::settle(Entry& entry) {
    if (entry.container_token != 0 || entry.monitor_token != 0) return;
    if (entry.tail) tell(entry, entry.tail->finish());
    if (entry.watch >= 0) {
        inotify_rm_watch(notify_.number(), entry.watch);
        by_watch_.erase(entry.watch);
    }
    home_.post([this, alive = alive_, id = entry.watched.id, died = entry.monitor_died] {
        if (*alive) callbacks_.ended(id, died);
    });
    entries_.erase(std::string(entry.watched.id));
}

void Watcher::log_grew() {
    alignas(inotify_event) char buffer[4096];
    std::vector<std::string> grown;
    for (;;) {
        auto count = read(notify_.number(), buffer, sizeof buffer);
        if (count <= 0) break;
        for (ssize_t at = 0; at < count;) {
            const auto* event = reinterpret_cast<const inotify_event*>(buffer + at);
            at += static_cast<ssize_t>(sizeof *event + event->len);
            auto named = by_watch_.find(event->wd);
            if (named == by_watch_.end()) continue;
            if (grown.empty() || grown.back() != named->second) grown.push_back(named->second);
            // The file was begun anew under its name: follow the new one.
            if (event->mask & (IN_IGNORED | IN_MOVE_SELF | IN_DELETE_SELF)) by_watch_.erase(named);
        }
    }
    for (const auto& id : grown) {
        auto found = entries_.find(id);
        if (found != entries_.end()) read_log(*found->second);
    }
}

void Watcher::read_log(Entry& entry) {
    while (entry.tail && entry.untold < untold_max) {
        auto piece = entry.tail->read();
        bool more = piece.more;
        tell(entry, std::move(piece));
        if (!more) return;
    }
}

void Watcher::tell(Entry& entry, LogTail::Piece piece) {
    if (piece.lines.empty()) return;
    ++entry.untold;
    home_.post([this, alive = alive_, id = entry.watched.id, piece = std::move(piece)]() mutable {
        if (*alive) callbacks_.lines(id, std::move(piece.lines), piece.offset);
    });
}

}  // namespace atlas::supervisor
