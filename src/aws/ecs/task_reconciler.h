// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "aws/ecs/image.h"
#include "aws/ecs/place_task.h"
#include "aws/ecs/state.h"
#include "aws/ecs/task_endpoints.h"
#include "aws/ecs/world.h"
#include "base/lifetime.h"

namespace atlas::aws::ecs {

/// Brings each task from what it is to what is wished, one step at a time; each step may be done
/// again, so that a region killed in the middle goes on. What a step found out (an image's layers,
/// a secret's value) is kept in memory only and found out again after a restart. A step a file:
///
///     provision_task.cc    an interface by ec2:CreateNetworkInterface, its sandbox
///     pull_images.cc       by ecr:BatchGetImage as the execution role; layers unpacked
///     fetch_secrets.cc     by secretsmanager:GetSecretValue as the execution role
///     open_log_streams.cc  by logs:CreateLogStream as the execution role
///     start_containers.cc  in the order of dependsOn
///     watch_containers.cc  exits, health checks
///     register_targets.cc  by elasticloadbalancing:RegisterTargets, DeregisterTargets
///     release_task.cc      containers stopped, sandbox closed, interface given back
///
/// Region thread only.
class TaskReconciler {
public:
    TaskReconciler(
        State& state, World& world, container::LayerStore& layers, TaskEndpoints& endpoints
    );

    /// After a start of the region: every task is looked at once.
    void recover();
    void wake(const std::string& id);
    /// Target health may be another: tasks that drain ask for it.
    void targets_changed();
    /// From the supervisor.
    void container_ended(const supervisor::WorkloadSpec& spec, const supervisor::Exit& exit);

    /// The workload that runs a task's container.
    static std::string workload_id(const TaskRow& row, std::size_t container);

private:
    struct PulledImage {
        std::string digest;
        Manifest manifest;
        std::vector<std::string> layers;  // folders
        ImageConfig config;
    };
    using Variables = std::map<std::string, std::string>;
    /// What is known of a task beyond its row.
    struct Progress {
        bool busy = false;           // something was begun and will wake it
        bool awaits_commit = false;  // a change of its row is on its way to the disk
        std::string sandbox;         // path of its namespace; empty = not open yet
        bool pulled = false;
        std::vector<PulledImage> images;  // by container
        bool has_secrets = false;
        std::vector<Variables> secrets;  // by container
        bool has_logs = false;
        std::vector<supervisor::LogTarget> logs;  // by container
        bool draining_asked = false;
        bool release_begun = false;
        std::map<std::size_t, int> failed_checks;  // by container
        std::map<std::size_t, Time> started_at;
        int attempts = 0;              // of the step at hand
        std::optional<Time> wakes_at;  // a dependency's startTimeout ends
    };

    /// Once for many calls: only an earlier time is another wake-up.
    void wake_at(const std::string& id, Progress& progress, Time when);
    void step(const std::string& id);
    void step_when_durable(const std::string& id);
    void step_pending(const TaskRow& row, Progress& progress);
    const TaskDefinition* definition_of(const TaskRow& row) const;
    std::string execution_role(const TaskRow& row) const;
    std::string task_role(const TaskRow& row) const;
    /// Records a change of the row; wakes its task and service after the commit.
    void edit(const std::string& id, const std::function<void(TaskRow&, Call&)>& change);
    void set_status(const std::string& id, const std::string& status);
    void fail(const std::string& id, const StopReason& reason);
    /// Tries the step again later, as long as the task is wanted as it is.
    void retry(const std::string& id, const Error& error);
    /// The work's result is handed to `then` only while the task is there.
    template <typename T>
    void run_work(
        const std::string& id,
        std::move_only_function<T()> work,
        std::move_only_function<void(const TaskRow&, Progress&, T)> then
    );

    void provision(const TaskRow& row);
    void record_interface(const std::string& id, Call& call);
    void open_sandbox(const TaskRow& row);
    void pull_images(const TaskRow& row);
    Answer<PulledImage> resolve_image(Call& call, const std::string& image);
    void unpack_images(const TaskRow& row, std::vector<PulledImage> images);
    void fetch_secrets(const TaskRow& row, Progress& progress);
    void open_log_streams(const TaskRow& row, Progress& progress);
    static std::string runtime_id(const std::string& id, Call& call);
    void start_containers(const TaskRow& row, Progress& progress);
    void start_container(const TaskRow& row, Progress& progress, std::size_t index);
    void container_started(
        const std::string& id, std::size_t index, Result<supervisor::Running> running
    );
    supervisor::WorkloadSpec spec_of(
        const TaskRow& row, const Progress& progress, std::size_t index
    ) const;
    Variables environment_of(const TaskRow& row, const Progress& progress, std::size_t index) const;
    void record_end(
        const std::string& id, std::size_t index, const supervisor::Exit& exit, bool ran = true
    );
    void schedule_check(const std::string& id, std::size_t index);
    void run_check(const std::string& id, std::size_t index);
    void check_done(const std::string& id, std::size_t index, bool passed);
    void register_targets(const TaskRow& row);
    void drain(const TaskRow& row, Progress& progress);
    bool targets_drained(const TaskRow& row);
    void stop_containers(const TaskRow& row, Progress& progress);
    void release(const TaskRow& row);
    void forget_later(const std::string& id);

    State& state_;
    World& world_;
    container::LayerStore& layers_;
    TaskEndpoints& endpoints_;
    std::map<std::string, Progress> progress_;
    Lifetime life_;
};

}  // namespace atlas::aws::ecs
