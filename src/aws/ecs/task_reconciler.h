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

/// Brings each task from its current status to the desired one, one step at a time. A step acts
/// only on a row that is on the disk, and may be repeated: a region that is killed in the middle of
/// one does it again. What a step finds out (an image's layers, a secret's value) stays in memory
/// and is found out again after a restart. Each step has a file:
///
///     provision_task.cc    ec2:CreateNetworkInterface; opens the sandbox
///     pull_images.cc       ecr:BatchGetImage as the execution role; unpacks the layers
///     fetch_secrets.cc     secretsmanager:GetSecretValue as the execution role
///     open_log_streams.cc  logs:CreateLogStream as the execution role
///     start_containers.cc  in the order of dependsOn
///     watch_containers.cc  exits and health checks
///     register_targets.cc  elasticloadbalancing:RegisterTargets and DeregisterTargets
///     release_task.cc      stops the containers, closes the sandbox, deletes the interface
///
/// Region thread only; slow work runs on workers.
class TaskReconciler {
public:
    /// All outlive the reconciler.
    TaskReconciler(
        State& state, World& world, container::LayerStore& layers, TaskEndpoints& endpoints
    );

    /// Called once when the region starts: wakes every task, and records the end of containers that
    /// no longer run.
    void recover();
    /// Schedules a step of the task with this id. A wake-up too many does no harm.
    void wake(const std::string& id);
    /// Wakes the tasks that are draining.
    void targets_changed();
    /// The supervisor's listener for workloads that ended by themselves (Supervisor::on_exit).
    void container_ended(const supervisor::WorkloadSpec& spec, const supervisor::Exit& exit);

    /// The supervisor's id for a container of a task.
    static std::string workload_id(const TaskRow& row, std::size_t container);

private:
    struct PulledImage {
        std::string digest;  // of the manifest or index that the reference names
        Manifest manifest;
        std::vector<std::string> layers;  // folders of the unpacked layers, lowest first
        ImageConfig config;
    };
    using Variables = std::map<std::string, std::string>;
    /// What is known of a task beyond its row. Lost when the region restarts.
    struct Progress {
        bool busy = false;           // work is under way and will wake the task
        bool awaits_commit = false;  // step_when_durable waits for the row's commit
        std::string sandbox;         // path of the network namespace; empty = not open yet
        bool pulled = false;
        std::vector<PulledImage> images;  // by container
        bool has_secrets = false;
        std::vector<Variables> secrets;  // by container
        bool has_logs = false;
        std::vector<supervisor::LogTarget> logs;  // by container
        bool draining_asked = false;              // DeregisterTargets was called
        bool release_begun = false;
        std::map<std::size_t, int> failed_checks;  // in a row, by container
        std::map<std::size_t, Time> started_at;    // by container
        int attempts = 0;                          // failed attempts at the current step
        std::optional<Time> wakes_at;              // when `wake_at` wakes the task
    };

    /// Wakes the task at `when`. Does nothing if a wake-up at that time or earlier is scheduled.
    void wake_at(const std::string& id, Progress& progress, Time when);
    /// Does what the task's status asks for next, unless work is under way. Continues after the
    /// commit if a change of the row is not on the disk yet.
    void step(const std::string& id);
    void step_when_durable(const std::string& id);
    void step_pending(const TaskRow& row, Progress& progress);
    /// Null if the task definition was deleted.
    const TaskDefinition* definition_of(const TaskRow& row) const;
    /// The ARN from the task's overrides, else from its definition; empty if neither has one.
    std::string execution_role(const TaskRow& row) const;
    std::string task_role(const TaskRow& row) const;
    /// Records a change of the row in a batch of its own; wakes the task and its service after the
    /// commit.
    void edit(const std::string& id, const std::function<void(TaskRow&, Call&)>& change);
    void set_status(const std::string& id, const std::string& status);
    /// Stops the task for this reason. It goes through the regular steps of stopping.
    void fail(const std::string& id, const StopReason& reason);
    /// Repeats the step later, with back-off. `error` is logged at the third attempt.
    void retry(const std::string& id, const Error& error);
    /// Runs `work` on a worker, then `then` on the region thread with its result. `then` is not
    /// called if the task's row is gone.
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
