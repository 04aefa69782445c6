// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/names.h"
#include "aws/ecs/run_work.h"
#include "aws/ecs/task_volumes.h"
#include "aws/models/ec2/delete_network_interface.h"
#include "container/task_disk.h"
#include "linux/file_system.h"

namespace atlas::aws::ecs {

namespace {

// As on AWS, DescribeTasks shows a stopped task for an hour.
constexpr std::chrono::hours stopped_kept{1};

}  // namespace

/// One container after the other, the last one first, so that a sidecar listed first outlives the
/// containers it serves.
void TaskReconciler::stop_containers(const TaskRow& row, Progress& progress) {
    for (auto index = row.task.containers.size(); index-- > 0;) {
        if (row.task.containers[index].last_status == "STOPPED") continue;
        progress.busy = true;
        world_.supervisor.stop(
            workload_id(row, index),
            life_.guard([this, id = row.id, index](const supervisor::Exit& exit) {
                if (!state_.tasks.find(id)) return;
                progress_[id].busy = false;
                // A container that never started has no exit code.
                bool ran = state_.tasks.find(id)->task.containers[index].last_status == "RUNNING";
                edit(id, [&](TaskRow& edited, Call&) {
                    auto& container = edited.task.containers[index];
                    container.last_status = "STOPPED";
                    if (ran) container.exit_code = exit.code;
                    if (exit.out_of_memory)
                        container.reason = "OutOfMemoryError: Container killed due to memory usage";
                });
            })
        );
        return;
    }
    set_status(row.id, "DEPROVISIONING");
}

/// The sandbox is closed before its interface is deleted. The interface is deleted in the batch
/// that sets STOPPED: a client that waits for the task to stop can then delete its subnet and
/// security groups.
void TaskReconciler::release(const TaskRow& row) {
    run_work<Result<>>(
        row.id,
        [&network = world_.network,
         sandbox = "ecs-" + row.id.substr(0, 12),
         disk = task_disk_folder(world_.host.place(), row.id),
         // The folder of volumes that an earlier version made.
         volumes = world_.host.place().home + "/task-volumes/" + row.id]() -> Result<> {
            linux::SystemFileSystem files;
            (void)linux::remove_tree(files, volumes);
            ATLAS_TRY(container::close_disk(disk));
            return network.close_sandbox(sandbox);
        },
        [this](const TaskRow& task, Progress&, Result<> closed) {
            if (!closed && closed.error().code() != ErrorCode::not_found) {
                retry(task.id, closed.error());
                return;
            }
            auto id = task.id;
            auto as = ecs_principal(world_.host.place());
            std::optional<AwsError> refused;
            world_.host.transact(as, [&](Call& call) {
                if (task.eni.empty()) return;
                ec2::DeleteNetworkInterfaceInput gone;
                gone.network_interface_id = task.eni;
                auto deleted = call.invoke<ec2::DeleteNetworkInterface>(as, gone);
                if (!deleted && deleted.error().code != "InvalidNetworkInterfaceID.NotFound") {
                    refused = deleted.error();
                    return;
                }
                state_.tasks.edit(call.batch(), id, [&](TaskRow& edited) {
                    edited.eni.clear();
                    if (!edited.task.attachments.empty())
                        edited.task.attachments[0].status = "DELETED";
                    edited.task.last_status = "STOPPED";
                    edited.task.connectivity = "DISCONNECTED";
                    edited.task.stopped_at = call.now();
                });
            });
            if (refused)
                retry(id, Error(ErrorCode::unavailable, refused->message));
            else
                set_status(id, "STOPPED");
        }
    );
}

/// Erases the row, and with it the containers' logs that the supervisor keeps.
void TaskReconciler::forget_later(const std::string& id) {
    const auto* row = state_.tasks.find(id);
    auto age = world_.host.clock().now() - row->task.stopped_at.value_or(Time{});
    auto left = std::chrono::duration_cast<std::chrono::milliseconds>(stopped_kept - age);
    world_.host.region_thread().post_after(
        std::max(left, std::chrono::milliseconds(0)), life_.guard([this, id] {
            const auto* stopped = state_.tasks.find(id);
            if (!stopped) return;
            for (std::size_t index = 0; index < stopped->task.containers.size(); ++index)
                world_.supervisor.forget(workload_id(*stopped, index));
            world_.host.transact(ecs_principal(world_.host.place()), [&](Call& call) {
                state_.tasks.erase(call.batch(), id);
            });
            progress_.erase(id);
        })
    );
}

}  // namespace atlas::aws::ecs
