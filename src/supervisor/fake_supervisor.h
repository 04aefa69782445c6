// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "supervisor/supervisor.h"

namespace atlas::supervisor {

/// A Supervisor in memory for tests of services and engines: keeps a log of calls, answers through
/// the executor it was given, and lets the test end workloads, print lines and refuse starts. One
/// thread.
class FakeSupervisor final : public Supervisor {
public:
    FakeSupervisor(Executor& home_thread, const Clock& clock)
        : home_thread_(home_thread), clock_(clock) {}

    // What the test does.
    /// The workload ends by itself; its listener is told.
    void end(const std::string& id, Exit exit);
    /// The workload prints a line.
    void print(const std::string& id, const std::string& text, bool to_stderr = false);
    /// Several at once, at the times given.
    void print(const std::string& id, std::vector<LogLine> lines);
    /// The next starts of a workload whose id begins so fail with this error, until cleared.
    void refuse(const std::string& id_prefix, Error error);
    void allow(const std::string& id_prefix) { refused_.erase(id_prefix); }
    /// What `recover` will answer.
    void seed(Recovered recovered);
    /// What `exec` answers; 0 by default.
    void set_exec_code(int code) { exec_code_ = code; }
    /// What `usage` answers of whatever runs.
    void set_usage(Usage usage) { usage_ = std::move(usage); }

    // What the test looks at.
    /// "start ID", "stop ID", "signal ID 12", "exec ID 5000ms: curl -f …", in order.
    const std::vector<std::string>& calls() const { return calls_; }
    /// The spec of a workload that runs, or nullptr.
    const WorkloadSpec* find(const std::string& id) const;
    std::vector<std::string> ids() const;
    /// How many of the printed lines were taken by their listener.
    int taken() const { return *taken_; }

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
    void forget(const std::string& id) override { lines_.erase(id); }
    Result<std::vector<linux::Fd>> take_descriptors(
        const std::string& id, const std::vector<int>& numbers
    ) override;
    void stop_all(std::move_only_function<void()> done) override;

private:
    struct Workload {
        WorkloadSpec spec;
        Running running;
        std::vector<linux::Fd> sockets;
    };
    Executor& home_thread_;
    const Clock& clock_;
    std::map<std::string, Workload> workloads_;
    std::map<std::string, Error> refused_;
    std::map<std::string, std::vector<std::string>> lines_;
    std::map<std::string, std::function<void(const WorkloadSpec&, const Exit&)>> exit_listeners_;
    std::map<std::string, LinesListener> line_listeners_;
    std::vector<std::string> calls_;
    std::shared_ptr<int> taken_ = std::make_shared<int>(0);
    int exec_code_ = 0;
    Usage usage_;
    int next_pid_ = 1000;
};

}  // namespace atlas::supervisor
