// SPDX-License-Identifier: Apache-2.0
#include "base/executor.h"

namespace atlas {

void ManualExecutor::post_after(std::chrono::milliseconds delay, Task task) {
    // Equal keys keep the order of insertion, so tasks of the same time run as they were posted.
    tasks_.emplace(now_ + delay, std::move(task));
}

void ManualExecutor::run_all() {
    while (!tasks_.empty() && tasks_.begin()->first <= now_) {
        // Taken out before it runs, since it may post and so change the map.
        auto node = tasks_.extract(tasks_.begin());
        node.mapped()();
    }
}

void ManualExecutor::advance(std::chrono::milliseconds by) {
    auto until = now_ + by;
    while (!tasks_.empty() && tasks_.begin()->first <= until) {
        now_ = std::max(now_, tasks_.begin()->first);
        run_all();
    }
    now_ = until;
}

}  // namespace atlas
