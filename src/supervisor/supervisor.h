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

/// Acknowledges lines: the listener calls it once, on the home thread, when the lines need not be
/// delivered again.
using Taken = std::move_only_function<void()>;

/// Runs workloads under conmon and runc. Workloads outlive the region process, and the next
/// region's supervisor takes them over. It never restarts a workload by itself; its callers decide
/// that. Home thread only; slow steps run on workers and `done` is called on the home thread. Tests
/// of services use fake_supervisor.h.
class Supervisor {
public:
    /// `home_thread`, `workers` and `clock` must outlive the supervisor.
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

    /// Takes over workloads of an earlier region process and returns those that still run. Call it
    /// once, before anything else. Leftovers of incomplete starts are removed in the background:
    /// until then `start` for the same id or owner, `stop` of that id and `stop_all` are deferred.
    /// Workloads that have ended are reported to their exit listener as soon as one is set.
    struct Recovered {
        Running running;
        WorkloadSpec spec;  // without its environment
    };
    virtual std::vector<Recovered> recover() = 0;

    /// Starts a workload; if a start hook fails, those before it are undone. `sockets` are passed
    /// to the workload as descriptors 3, 4, …. conflict: a workload with this id exists, or it was
    /// stopped while it started.
    virtual void start(
        WorkloadSpec spec,
        std::vector<linux::Fd> sockets,
        std::move_only_function<void(Result<Running>)> done
    ) = 0;
    /// Sends the stop signal, then SIGKILL after the spec's timeout, then undoes and removes
    /// everything. `ended` says how the workload ended; for an unknown id it is code 0. on_exit is
    /// not called.
    virtual void stop(const std::string& id, std::move_only_function<void(Exit ended)> done) = 0;
    /// Sends a signal to the workload's first process, for example SIGUSR2 to reload HAProxy.
    /// not_found: it is not running.
    virtual Result<> signal(const std::string& id, int number) = 0;
    /// Runs a command inside a running workload, as its user, and reports the command's exit code
    /// (health checks). Several may run at once. timed_out: it was killed after `timeout`;
    /// not_found: the workload is not running.
    virtual void exec(
        const std::string& id,
        std::vector<std::string> args,
        std::chrono::milliseconds timeout,
        std::move_only_function<void(Result<int>)> done
    ) = 0;
    /// The workloads that are running.
    virtual std::vector<Running> running() const = 0;
    /// Counters of a running workload, read synchronously from the kernel; not_found: it is not
    /// running.
    virtual Result<Usage> usage(const std::string& id) const = 0;

    /// Sets the listener for workloads that end by themselves; one listener per owner prefix
    /// ("ecs:", "elb:"). It is called on the home thread after everything except the log has been
    /// removed.
    virtual void on_exit(
        const std::string& owner_prefix,
        std::function<void(const WorkloadSpec&, const Exit&)> listener
    ) = 0;
    /// Sets the listener for lines that workloads of an owner print; call it before `recover`.
    /// Lines arrive on the home thread, in order and at least once: lines not acknowledged when a
    /// region is killed are delivered to the next one unless the workload has ended. Acknowledge
    /// pieces in the order of delivery. While several pieces of a workload are unacknowledged, its
    /// further lines stay on disk.
    using LinesListener = std::function<void(const WorkloadSpec&, std::vector<LogLine>, Taken)>;
    virtual void on_lines(const std::string& owner_prefix, LinesListener listener) = 0;
    /// The last lines that a workload printed, oldest first. They outlive the workload until its id
    /// is used again or `forget` is called.
    virtual std::vector<std::string> last_lines(const std::string& id, std::size_t count) const = 0;
    /// Removes the log of a workload that has ended.
    virtual void forget(const std::string& id) = 0;
    /// Copies descriptors of a running workload's first process (pidfd_getfd), to take listening
    /// sockets back.
    virtual Result<std::vector<linux::Fd>> take_descriptors(
        const std::string& id, const std::vector<int>& numbers
    ) = 0;
    /// The same for the sockets it was started with: 3 … 3+count-1.
    Result<std::vector<linux::Fd>> take_sockets(const std::string& id, int count);
    /// For `down`: stops every workload (SIGKILL after one second at most) and removes everything
    /// of the supervisor from the kernel: mounts, cgroups, runc's state. on_exit is not called.
    virtual void stop_all(std::move_only_function<void()> done) = 0;
};

}  // namespace atlas::supervisor
