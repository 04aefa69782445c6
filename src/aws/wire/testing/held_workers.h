// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>
#include <vector>

#include "base/executor.h"

namespace atlas::aws::testing {

/// Workers that run a task at once or, while `held`, keep it, as if a disk did not answer. One
/// thread.
class HeldWorkers final : public Workers {
public:
    void run_task(Executor::Task task) override {
        if (held) {
            kept.push_back(std::move(task));
            return;
        }
        working = true;
        task();
        working = false;
    }
    /// Ends the hold and runs the kept tasks.
    void release() {
        held = false;
        for (auto& task : std::exchange(kept, {}))
            run_task(std::move(task));
    }

    bool held = false;
    bool working = false;  // a task is running
    std::vector<Executor::Task> kept;
};

}  // namespace atlas::aws::testing
