// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/ecs/task_reconciler.h"

namespace atlas::aws::ecs {

/// Marks the task busy, so that no other step of it begins. When the work is done, wakes the task
/// after `then`. Apart from the class so that only the steps that use it instantiate it.
template <typename T>
void TaskReconciler::run_work(
    const std::string& id,
    std::move_only_function<T()> work,
    std::move_only_function<void(const TaskRow&, Progress&, T)> then
) {
    progress_[id].busy = true;
    world_.host.workers().run<T>(
        std::move(work),
        world_.host.region_thread(),
        life_.guard([this, id, then = std::move(then)](T result) mutable {
            const auto* row = state_.tasks.find(id);
            if (!row) return;
            auto& progress = progress_[id];
            progress.busy = false;
            then(*row, progress, std::move(result));
            wake(id);
        })
    );
}

}  // namespace atlas::aws::ecs
