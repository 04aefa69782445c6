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

/// Sees containers end and logs grow: one thread over epoll, told by the kernel (pidfd, inotify).
/// Where the kernel has no inotify instance or watch left it looks at the logs every half second. A
/// container has ended when both its first process and its monitor have; a monitor that dies first
/// takes its container with it (SIGKILL), since nobody could tell its end. All methods may be
/// called from any thread; the callbacks run on `home`.
class Watcher {
public:
    struct Callbacks {
        /// After the last lines were told. Once for each watch.
        std::function<void(const std::string& id, bool monitor_died)> ended;
        /// `place`: hand it to `told` when the lines were dealt with.
        std::function<void(const std::string& id, std::vector<LogLine> lines, LogPlace place)>
            lines;
    };
    static Result<std::unique_ptr<Watcher>> open(Executor& home, Callbacks callbacks);
    ~Watcher();

    struct Watched {
        std::string id;
        linux::Fd container;  // pidfds; none where it ended already
        linux::Fd monitor;
        std::string log_path;  // empty = its log is not told
        std::string folder;    // where its place and files that it waits for are kept
    };
    void watch(Watched watched);
    /// The lines up to here were dealt with: noted on the disk, and more may come. Where nothing is
    /// dealt with for ten seconds after a container's end, the rest of its lines is dropped.
    void told(const std::string& id, const LogPlace& place);

private:
    struct Entry;
    Watcher(Executor& home, Callbacks callbacks);
    void post(std::move_only_function<void()> command);
    void run();
    void run_commands();
    void add(Watched watched);
    void process_ended(std::uint64_t token);
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
    std::shared_ptr<bool> alive_;  // Home thread only; false once this is gone.
    // Guarded by mutex_.
    std::mutex mutex_;
    std::vector<std::move_only_function<void()>> commands_;
    bool stopping_ = false;
    // The watcher's thread only.
    std::map<std::string, std::unique_ptr<Entry>> entries_;
    std::map<int, std::string> by_watch_;
    std::set<std::string> draining_;   // ended, with lines that wait to be told
    std::set<std::string> unwatched_;  // logs that nothing tells of: looked at now and then
    std::map<std::uint64_t, std::string> by_token_;
    std::uint64_t next_token_ = 16;
    std::thread thread_;
};

}  // namespace atlas::supervisor
