// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/executor.h"
#include "base/result.h"
#include "linux/fd.h"
#include "supervisor/workload.h"

namespace atlas::supervisor {

/// To be called, once, on the home thread, when the lines that came with it need not be told again.
using Taken = std::move_only_function<void()>;

/// Runs workloads under conmon and runc, lets them outlive the region, and takes them back after
/// its death. It starts, stops and tells; it never restarts anything by itself: that is its
/// callers' decision. Home thread only; slow steps run on workers, `done` comes back on the home
/// thread. A fake for tests of services: fake_supervisor.h.
class Supervisor {
public:
    struct Options {
        std::string region_id;
        std::string home;    // bundles, layers, logs, exit files below it
        std::string ca_pem;  // for the trust hook
        Executor* home_thread = nullptr;
        Workers* workers = nullptr;
        const Clock* clock = nullptr;
        std::string run_directory = "/run/atlas";
    };
    static Result<std::unique_ptr<Supervisor>> open(Options options);
    virtual ~Supervisor() = default;

    /// What still runs from before, with its spec: call once, before anything else. Leftovers of
    /// half-made starts are removed meanwhile: a start of that id or for that owner, a stop of it
    /// and stop_all wait until they are. What ended is told to its listener as soon as one is set.
    struct Recovered {
        Running running;
        WorkloadSpec spec;  // without its environment
    };
    virtual std::vector<Recovered> recover() = 0;

    /// Runs the start hooks in order; a failing hook undoes those before it. `sockets` are
    /// duplicated into the workload. conflict: a workload with that id is there.
    virtual void start(
        WorkloadSpec spec,
        std::vector<linux::Fd> sockets,
        std::move_only_function<void(Result<Running>)> done
    ) = 0;
    /// Stop signal, then SIGKILL after the spec's time-out, then everything undone and removed. Of
    /// an unknown id: done at once. No on_exit follows; `ended` is how it went (code 0 where the
    /// id was unknown).
    virtual void stop(const std::string& id, std::move_only_function<void(Exit ended)> done) = 0;
    /// A signal to the workload's first process (SIGUSR2 reloads HAProxy).
    virtual Result<> signal(const std::string& id, int number) = 0;
    /// Runs a command inside a running workload, as its user (health checks): the command's exit
    /// code; timed_out after `timeout`, when it is killed.
    virtual void exec(
        const std::string& id,
        std::vector<std::string> args,
        std::chrono::milliseconds timeout,
        std::move_only_function<void(Result<int>)> done
    ) = 0;
    /// What is running now.
    virtual std::vector<Running> running() const = 0;
    virtual Result<Usage> usage(const std::string& id) const = 0;

    /// Called on the home thread when a workload ended by itself, after its exit file was read;
    /// all of it is undone already except its log. One listener per owner prefix ("ecs:", "elb:").
    virtual void on_exit(
        const std::string& owner_prefix,
        std::function<void(const WorkloadSpec&, const Exit&)> listener
    ) = 0;
    /// Called on the home thread with what workloads of that owner print, in order, at least once
    /// each line: what was not taken before a region was killed is told again to the next one, as
    /// long as its workload has not ended. Pieces are taken in the order they came; while a few of
    /// a workload are not, its log waits on the disk. Set before `recover`.
    using LinesListener = std::function<void(const WorkloadSpec&, std::vector<LogLine>, Taken)>;
    virtual void on_lines(const std::string& owner_prefix, LinesListener listener) = 0;
    /// The last lines that a workload printed, oldest first, also after its end (kept until the id
    /// is used again or `forget` is called).
    virtual std::vector<std::string> last_lines(const std::string& id, std::size_t count) const = 0;
    /// Drops the log of a workload that has ended.
    virtual void forget(const std::string& id) = 0;
    /// Descriptors of a running workload's first process, copied out (pidfd_getfd), to take
    /// listening sockets back.
    virtual Result<std::vector<linux::Fd>> take_descriptors(
        const std::string& id, const std::vector<int>& numbers
    ) = 0;
    /// Those that it was started with: 3 … 3+count-1.
    Result<std::vector<linux::Fd>> take_sockets(const std::string& id, int count);
    /// For `down`: stops every workload at once (SIGKILL after a second) and removes all that is
    /// the supervisor's from the kernel: mounts, cgroups, runc's state. No on_exit follows.
    virtual void stop_all(std::move_only_function<void()> done) = 0;
};

}  // namespace atlas::supervisor
