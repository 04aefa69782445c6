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

/// An in-memory Supervisor for tests of services and engines. It records calls, answers through the
/// executor it was given, and lets the test end workloads, print lines and refuse starts. One
/// thread.
class FakeSupervisor final : public Supervisor {
public:
    FakeSupervisor(Executor& home_thread, const Clock& clock)
        : home_thread_(home_thread), clock_(clock) {}

    // Actions of the test.
    /// Ends the workload as if by itself and calls its exit listener.
    void end(const std::string& id, Exit exit);
    /// Prints a line from the workload.
    void print(const std::string& id, const std::string& text, bool to_stderr = false);
    /// Prints several lines at once, with the times given.
    void print(const std::string& id, std::vector<LogLine> lines);
    /// Starts of workloads whose id has this prefix fail with this error until `allow`.
    void refuse(const std::string& id_prefix, Error error);
    void allow(const std::string& id_prefix) { refused_.erase(id_prefix); }
    /// Adds a workload that `recover` reports.
    void seed(Recovered recovered);
    /// The exit code that `exec` reports; 0 by default.
    void set_exec_code(int code) { exec_code_ = code; }
    /// What `usage` returns for every running workload.
    void set_usage(Usage usage) { usage_ = std::move(usage); }

    // Observations for the test.
    /// "start ID", "stop ID", "signal ID 12", "exec ID 5000ms: curl -f …", in order.
    const std::vector<std::string>& calls() const { return calls_; }
    /// The spec of a running workload, or nullptr.
    const WorkloadSpec* find(const std::string& id) const;
    std::vector<std::string> ids() const;
    /// How many printed lines their listener has acknowledged by calling `Taken`.
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
