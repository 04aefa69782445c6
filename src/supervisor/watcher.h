// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/executor.h"
#include "base/result.h"
#include "linux/fd.h"
#include "supervisor/log_tail.h"

namespace atlas::supervisor {

/// Notices when containers end and logs grow: one thread with epoll on pidfds and inotify. If the
/// kernel has no free inotify instance or watch, it polls the logs every half second. A container
/// has ended when its first process and its monitor have ended. If the monitor ends first, the
/// watcher kills the container, because nobody could learn its exit status. All methods may be
/// called from any thread; the callbacks run on `home`.
class Watcher {
public:
    struct Callbacks {
        /// Called once per watch, after the last lines have been delivered.
        std::function<void(const std::string& id, bool monitor_died)> ended;
        /// Pass `place` to `told` once the lines have been processed.
        std::function<void(const std::string& id, std::vector<LogLine> lines, LogPlace place)>
            lines;
    };
    static Result<std::unique_ptr<Watcher>> open(Executor& home, Callbacks callbacks);
    ~Watcher();

    /// One container to watch.
    struct Watched {
        std::string id;
        linux::Fd container;  // pidfds; empty if it has already ended
        linux::Fd monitor;
        std::string log_path;  // empty = lines are not delivered
        std::string folder;    // holds log.offset and the links of LogTail
    };
    void watch(Watched watched);
    /// The lines up to here have been processed: stores the position on disk and allows further
    /// lines. If nothing is acknowledged for ten seconds after a container's end, its remaining
    /// lines are dropped.
    void told(const std::string& id, const LogPlace& place);

private:
    struct Entry;
    Watcher(Executor& home, Callbacks callbacks);
    void post(std::move_only_function<void()> command);
    void run();
    void run_commands();
    void add(Watched watched);
    void process_ended(std::uint64_t token);
    /// Reports the end of a container whose processes have ended and whose lines are delivered.
    void settle(Entry& entry);
    void end(Entry& entry);
    void settle_draining();
    void logs_grew();
    void follow_log(Entry& entry);
    void unfollow_log(Entry& entry);
    void look_at(const std::set<std::string>& ids);
    void tell(Entry& entry, LogTail::Piece piece);
    bool read_log(Entry& entry);

    // Constant after construction.
    Executor& home_;
    Callbacks callbacks_;
    linux::Fd epoll_;
    linux::Fd wake_;
    linux::Fd notify_;
    std::shared_ptr<bool> alive_;  // Home thread only; false after destruction.
    // Guarded by mutex_.
    std::mutex mutex_;
    std::vector<std::move_only_function<void()>> commands_;
    bool stopping_ = false;
    // The watcher's thread only.
    std::map<std::string, std::unique_ptr<Entry>> entries_;
    std::map<int, std::string> by_watch_;
    std::set<std::string> draining_;   // ended, with undelivered lines
    std::set<std::string> unwatched_;  // logs without inotify watch: polled
    std::map<std::uint64_t, std::string> by_token_;
    std::uint64_t next_token_ = 16;
    std::thread thread_;
};

}  // namespace atlas::supervisor
