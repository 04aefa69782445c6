// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/executor.h"
#include "base/result.h"
#include "linux/fd.h"
#include "supervisor/log_tail.h"

namespace atlas::supervisor {

/// Sees containers end and logs grow: one thread over epoll, told by the kernel (pidfd, inotify),
/// never asking. A container has ended when both its first process and its monitor have; a monitor
/// that dies first takes its container with it (SIGKILL), since nobody could tell its end. All
/// methods may be called from any thread; the callbacks run on `home`.
class Watcher {
public:
    struct Callbacks {
        /// After the last lines were told. Once for each watch.
        std::function<void(const std::string& id, bool monitor_died)> ended;
        /// `offset`: hand it to `told` when the lines were dealt with.
        std::function<void(const std::string& id, std::vector<LogLine> lines, std::uint64_t offset)>
            lines;
    };
    static Result<std::unique_ptr<Watcher>> open(Executor& home, Callbacks callbacks);
    ~Watcher();

    struct Watched {
        std::string id;
        linux::Fd container;  // pidfds; none where it ended already
        linux::Fd monitor;
        std::string log_path;  // empty = its log is not told
        std::string folder;    // where the offset is kept
    };
    void watch(Watched watched);
    /// The lines up to here were dealt with: noted on the disk, and more may come.
    void told(const std::string& id, std::uint64_t offset);

private:
    struct Entry;
    Watcher(Executor& home, Callbacks callbacks);
    void post(std::move_only_function<void()> command);
    void run();
    void run_commands();
    void add(Watched watched);
    void process_ended(std::uint64_t token);
    void settle(Entry& entry);
    void log_grew();
    void tell(Entry& entry, LogTail::Piece piece);
    void read_log(Entry& entry);

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
    std::map<std::uint64_t, std::string> by_token_;
    std::uint64_t next_token_ = 16;
    std::thread thread_;
};

}  // namespace atlas::supervisor
