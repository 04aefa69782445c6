// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "supervisor/start_hook.h"
#include "supervisor/stored_workload.h"
#include "supervisor/supervisor.h"
#include "supervisor/watcher.h"

namespace atlas::supervisor {

/// The Supervisor that runs workloads with runc and conmon on this machine. Phases of a workload:
///
///     start ──► starting ──► running ──► ending ──► (gone)
///                  │ stop       │ stop      ▲
///                  └──────► stopping ───────┘
///
/// In `ending` and `stopping` a worker undoes the start hooks once both processes have ended.
class LocalSupervisor final : public Supervisor {
public:
    static Result<std::unique_ptr<Supervisor>> open(Options options);
    explicit LocalSupervisor(Options options, Workshop workshop);
    ~LocalSupervisor() override;

    std::vector<Recovered> recover() override;
    void start(
        WorkloadSpec spec,
        std::vector<linux::Fd> sockets,
        std::move_only_function<void(Result<Running>)> done
    ) override;
    void stop(const std::string& id, std::move_only_function<void(Exit)> done) override;
    Result<> signal(const std::string& id, int number) override;
    void exec(
        const std::string& id,
        std::vector<std::string> args,
        std::chrono::milliseconds timeout,
        std::move_only_function<void(Result<int>)> done
    ) override;
    std::vector<Running> running() const override;
    Result<Usage> usage(const std::string& id) const override;
    void on_exit(
        const std::string& owner_prefix,
        std::function<void(const WorkloadSpec&, const Exit&)> listener
    ) override;
    void on_lines(const std::string& owner_prefix, LinesListener listener) override;
    std::vector<std::string> last_lines(const std::string& id, std::size_t count) const override;
    void forget(const std::string& id) override;
    Result<std::vector<linux::Fd>> take_descriptors(
        const std::string& id, const std::vector<int>& numbers
    ) override;
    void stop_all(std::move_only_function<void()> done) override;

private:
    enum class Phase : std::uint8_t { starting, running, stopping, ending };
    /// A workload from `start` or `recover` until everything of it has been removed.
    struct Workload {
        WorkloadSpec spec;
        Running running;
        Phase phase = Phase::starting;
        bool stop_wanted = false;  // stop was called while starting
        linux::Fd process;         // pidfd of its first process
        std::vector<std::move_only_function<void(Exit)>> stopped;
    };
    using Started = Result<std::pair<StoredState, linux::Fd>>;

    /// Continues `start` with the worker's result.
    void started(
        const std::string& id, Started result, std::move_only_function<void(Result<Running>)> done
    );
    Result<> adopt(Workload& workload, const StoredState& state, linux::Fd process);
    /// Sends the stop signal now and SIGKILL after `timeout`.
    void begin_stop(const std::string& id, std::chrono::milliseconds timeout);
    void ended(const std::string& id, bool monitor_died);
    /// Removes the workload from the list and reports its exit to the callers of stop or to the
    /// listener.
    void gone(const std::string& id, Exit exit);
    void tell_exit(const WorkloadSpec& spec, const Exit& exit);
    void tell_lines(const std::string& id, std::vector<LogLine> lines, LogPlace place);
    std::optional<Recovered> recover_one(const std::string& id);
    void clear(WorkloadSpec half_made);
    void cleared(const std::string& id);
    /// Whether leftovers with the spec's id or owner are still being removed.
    bool has_remains(const WorkloadSpec& spec) const;
    /// True if a call for this id is queued in `waiting_`; a stop must then queue behind it.
    bool is_waited_for(const std::string& id) const;
    Result<Workload*> find_running(const std::string& id);

    // Constant after construction.
    Options options_;
    std::shared_ptr<const Workshop> workshop_;  // Shared with running workers.
    std::unique_ptr<Watcher> watcher_;
    std::shared_ptr<bool> alive_;
    // Home thread only.
    std::map<std::string, Workload> workloads_;
    std::map<std::string, std::function<void(const WorkloadSpec&, const Exit&)>> exit_listeners_;
    std::map<std::string, LinesListener> line_listeners_;
    // Exits that had no listener yet.
    std::vector<std::pair<WorkloadSpec, Exit>> untold_exits_;
    std::map<std::string, std::string> remains_;  // id → owner of leftovers being removed
    /// Calls deferred until leftovers are removed, in call order, each with the id it concerns.
    std::vector<std::pair<std::string, std::move_only_function<void()>>> waiting_;
};

}  // namespace atlas::supervisor
