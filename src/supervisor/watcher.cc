// SPDX-License-Identifier: Apache-2.0
#include "supervisor/watcher.h"

#include <chrono>
#include <csignal>

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/log.h"
#include "container/process.h"
#include "linux/error.h"
#include "linux/inotify.h"
#include "supervisor/stored_workload.h"

namespace atlas::supervisor {

namespace {

// Tokens of epoll; those of processes are counted from next_token_.
constexpr std::uint64_t wake_token = 1;
constexpr std::uint64_t notify_token = 2;
// Unacknowledged pieces per log; at this number further lines stay on disk.
constexpr int untold_max = 4;
// Poll interval for logs without an inotify watch and for ended containers with undelivered lines.
constexpr int look_every_ms = 500;
constexpr auto drain_patience = std::chrono::seconds(10);

}  // namespace

struct Watcher::Entry {
    Watched watched;
    std::uint64_t container_token = 0;
    std::uint64_t monitor_token = 0;
    int watch = -1;
    std::optional<LogTail> tail;
    std::optional<std::uint64_t> followed;  // sequence of the watched file
    int untold = 0;
    std::chrono::steady_clock::time_point told_last;
    bool monitor_died = false;
};

Watcher::Watcher(Executor& home, Callbacks callbacks)
    : home_(home), callbacks_(std::move(callbacks)), alive_(std::make_shared<bool>(true)) {}

Result<std::unique_ptr<Watcher>> Watcher::open(Executor& home, Callbacks callbacks) {
    std::unique_ptr<Watcher> made(new Watcher(home, std::move(callbacks)));
    made->epoll_ = linux::Fd(epoll_create1(EPOLL_CLOEXEC));
    made->wake_ = linux::Fd(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!made->epoll_ || !made->wake_) return linux::last_error("open a watcher");
    if (auto notify = linux::open_inotify())
        made->notify_ = std::move(notify).value();
    else
        log::warning(
            "supervisor",
            "{}; logs are looked at every {} ms",
            notify.error().message(),
            look_every_ms
        );
    auto add = [&](const linux::Fd& fd, std::uint64_t token) {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u64 = token;
        return epoll_ctl(made->epoll_.number(), EPOLL_CTL_ADD, fd.number(), &event) == 0;
    };
    if (!add(made->wake_, wake_token) || (made->notify_ && !add(made->notify_, notify_token)))
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

void Watcher::told(const std::string& id, const LogPlace& place) {
    post([this, id, place] {
        auto found = entries_.find(id);
        if (found == entries_.end()) return;
        auto& entry = *found->second;
        store_log_place(entry.watched.folder, place);
        if (entry.tail) entry.tail->forget_before(place);
        bool held_back = entry.untold-- >= untold_max;
        entry.told_last = std::chrono::steady_clock::now();
        if (held_back) (void)read_log(entry);
        settle(entry);
    });
}

void Watcher::run() {
    for (;;) {
        epoll_event events[32];
        const bool waits = unwatched_.empty() && draining_.empty();
        int count = epoll_wait(epoll_.number(), events, 32, waits ? -1 : look_every_ms);
        look_at(std::set(unwatched_));
        settle_draining();
        for (int index = 0; index < count; ++index) {
            auto token = events[index].data.u64;
            if (token == wake_token)
                run_commands();
            else if (token == notify_token)
                logs_grew();
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
        // conmon makes the file before it reports the container. If it is missing here, the log of
        // an ended workload has been removed, and no lines are delivered.
        entry.tail.emplace(kept.log_path, kept.folder, load_log_place(kept.folder));
        follow_log(entry);
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
    (void)read_log(entry);
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
            // Either the container has also just ended and the signal fails, or it lost its
            // monitor.
            auto sent = container::send_signal(entry.watched.container, SIGKILL);
            entry.monitor_died = sent.ok();
        }
    }
    settle(entry);
}

/// Lines are delivered before the end.
void Watcher::settle(Entry& entry) {
    if (entry.container_token != 0 || entry.monitor_token != 0) return;
    if (read_log(entry)) return end(entry);
    const auto now = std::chrono::steady_clock::now();
    if (draining_.insert(entry.watched.id).second) entry.told_last = now;
    if (now - entry.told_last < drain_patience) return;
    log::warning(
        "supervisor",
        "{}: {} bytes of its log are dropped, since nobody takes them",
        entry.watched.id,
        entry.tail->unread_bytes()
    );
    entry.tail.reset();
    end(entry);
}

void Watcher::settle_draining() {
    for (const auto& id : std::set(draining_))
        settle(*entries_.at(id));
}

void Watcher::end(Entry& entry) {
    if (entry.tail) tell(entry, entry.tail->finish());
    unfollow_log(entry);
    draining_.erase(entry.watched.id);
    home_.post([this, alive = alive_, id = entry.watched.id, died = entry.monitor_died] {
        if (*alive) callbacks_.ended(id, died);
    });
    entries_.erase(std::string(entry.watched.id));
}

void Watcher::unfollow_log(Entry& entry) {
    unwatched_.erase(entry.watched.id);
    if (entry.watch < 0) return;
    inotify_rm_watch(notify_.number(), entry.watch);
    by_watch_.erase(entry.watch);
    entry.watch = -1;
}

/// Watches the newest file of a log for growth (IN_MODIFY) and for its replacement (IN_ATTRIB: it
/// loses a name). The loop catches a replacement that happened before the watch was set.
void Watcher::follow_log(Entry& entry) {
    for (;;) {
        entry.tail->look();
        auto newest = entry.tail->newest_sequence();
        if (newest == entry.followed) return;
        unfollow_log(entry);
        entry.followed = newest;
        auto path = "/proc/self/fd/" + std::to_string(entry.tail->newest().number());
        entry.watch = inotify_add_watch(notify_.number(), path.c_str(), IN_MODIFY | IN_ATTRIB);
        if (entry.watch >= 0)
            by_watch_[entry.watch] = entry.watched.id;
        else
            unwatched_.insert(entry.watched.id);
    }
}

void Watcher::logs_grew() {
    alignas(inotify_event) char buffer[4096];
    std::set<std::string> grown;
    for (;;) {
        auto count = read(notify_.number(), buffer, sizeof buffer);
        if (count <= 0) break;
        for (ssize_t at = 0; at < count;) {
            const auto* event = reinterpret_cast<const inotify_event*>(buffer + at);
            at += static_cast<ssize_t>(sizeof *event + event->len);
            // Events were dropped: any log may have grown.
            if (event->mask & IN_Q_OVERFLOW) {
                for (const auto& [watch, id] : by_watch_)
                    grown.insert(id);
            }
            auto named = by_watch_.find(event->wd);
            if (named != by_watch_.end()) grown.insert(named->second);
        }
    }
    look_at(grown);
}

void Watcher::look_at(const std::set<std::string>& ids) {
    for (const auto& id : ids) {
        auto found = entries_.find(id);
        if (found == entries_.end()) continue;
        auto& entry = *found->second;
        // Link new files even while lines are held back: a later rotation would remove them.
        follow_log(entry);
        (void)read_log(entry);
    }
}

/// True if everything printed so far has been handed to the home thread.
bool Watcher::read_log(Entry& entry) {
    if (!entry.tail) return true;
    while (entry.untold < untold_max) {
        auto piece = entry.tail->read();
        follow_log(entry);
        bool more = piece.more;
        tell(entry, std::move(piece));
        if (!more) return true;
    }
    return false;
}

void Watcher::tell(Entry& entry, LogTail::Piece piece) {
    if (piece.lines.empty()) return;
    ++entry.untold;
    home_.post([this, alive = alive_, id = entry.watched.id, piece = std::move(piece)]() mutable {
        if (*alive) callbacks_.lines(id, std::move(piece.lines), piece.place);
    });
}

}  // namespace atlas::supervisor
