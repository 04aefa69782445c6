// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <unistd.h>

#include "base/log.h"
#include "container/cgroup.h"
#include "container/memory_folder.h"
#include "container/task_disk.h"
#include "linux/file_system.h"
#include "supervisor/local_supervisor.h"
#include "supervisor/start_workload.h"

namespace atlas::supervisor {

/// Takes over the workload of one folder; nothing if it no longer runs. A workload that ended in
/// the meantime is also handed to the watcher, which finds both processes gone and delivers its
/// last lines and its exit as usual.
std::optional<Supervisor::Recovered> LocalSupervisor::recover_one(const std::string& id) {
    auto folder = workshop_->places.workload(id);
    auto spec = load_spec(folder);
    auto state = load_state(folder);
    if (!spec || !state || spec.value().id != id) {
        log::info("supervisor", "{} was half-made: it is removed", id);
        // spec.json is written first; without it nothing else was made.
        WorkloadSpec half;
        if (spec) half = std::move(spec).value();
        half.id = id;
        clear(std::move(half));
        return std::nullopt;
    }
    auto process = container::open_process(state.value().processes.container);
    auto monitor = container::open_process(state.value().processes.monitor);
    bool lives = process.ok() && monitor.ok();
    // If the first process is gone, conmon ends soon. If it does not, the recorded pid was wrong,
    // and the container is removed by runc's own state.
    if (!process && monitor && !container::wait_for_end(monitor.value(), 1000))
        (void)workshop_->runtime.remove(id);
    auto& workload = workloads_[id];
    workload.spec = std::move(spec).value();
    (void)adopt(workload, state.value(), process ? std::move(process).value() : linux::Fd());
    if (!lives) return std::nullopt;
    return Recovered{workload.running, workload.spec};
}

std::vector<Supervisor::Recovered> LocalSupervisor::recover() {
    linux::SystemFileSystem files;
    std::vector<Recovered> list;
    auto names = files.list(workshop_->places.workloads());
    if (!names) return list;
    for (const auto& id : names.value()) {
        if (auto recovered = recover_one(id)) list.push_back(std::move(*recovered));
    }
    auto known = workshop_->runtime.list();
    for (const auto& id : known ? known.value() : std::vector<std::string>{}) {
        if (workloads_.contains(id) || remains_.contains(id)) continue;
        log::warning("supervisor", "{} runs without a folder: it is removed", id);
        WorkloadSpec stray;
        stray.id = id;
        clear(std::move(stray));
    }
    return list;
}

/// In parallel on the workers: one after another, six removals take longer than a region may be
/// unavailable. Calls that concern them are deferred, so nobody sees a half-removed workload.
void LocalSupervisor::clear(WorkloadSpec half_made) {
    auto id = half_made.id;
    remains_.emplace(id, half_made.owner);
    options_.workers->run<bool>(
        [workshop = workshop_, spec = std::move(half_made)] {
            remove_workload(*workshop, spec);
            return true;
        },
        *options_.home_thread,
        [this, alive = alive_, id](bool) {
            if (*alive) cleared(id);
        }
    );
}

void LocalSupervisor::cleared(const std::string& id) {
    remains_.erase(id);
    for (auto& [about, call] : std::exchange(waiting_, {}))
        call();  // may queue itself again
}

/// Checks the owner too: an engine's next workload may have another id but the same sockets and
/// files.
bool LocalSupervisor::has_remains(const WorkloadSpec& spec) const {
    return std::ranges::any_of(remains_, [&](const auto& one) {
        return one.first == spec.id || (!spec.owner.empty() && one.second == spec.owner);
    });
}

bool LocalSupervisor::is_waited_for(const std::string& id) const {
    return std::ranges::any_of(waiting_, [&](const auto& one) { return one.first == id; });
}

void LocalSupervisor::stop_all(std::move_only_function<void()> done) {
    if (!remains_.empty()) {
        auto again = [this, done = std::move(done)]() mutable { stop_all(std::move(done)); };
        waiting_.emplace_back("", std::move(again));
        return;
    }
    struct Waiting {
        std::size_t left = 1;
        std::move_only_function<void()> done;
    };
    auto waiting = std::make_shared<Waiting>();
    waiting->done = std::move(done);
    auto one_less = [waiting, workshop = workshop_] {
        if (--waiting->left > 0) return;
        container::Cgroup::remove_empty(workshop->places.cgroup());
        if (auto closed = container::close_disks(workshop->places.disks()); !closed)
            log::warning("supervisor", "{}", closed.error().message());
        if (auto gone = container::unmount_memory_folder(workshop->places.bundles()); !gone)
            log::warning("supervisor", "{}", gone.error().message());
        rmdir(workshop->places.roots().c_str());
        rmdir(workshop->places.runc_state().c_str());
        rmdir(workshop->places.run().c_str());
        waiting->done();
    };
    for (auto& [id, workload] : workloads_) {
        ++waiting->left;
        workload.spec.stop_timeout = std::min(workload.spec.stop_timeout, std::chrono::seconds(1));
        workload.stopped.push_back([one_less](const Exit&) mutable { one_less(); });
        if (workload.phase == Phase::starting)
            workload.stop_wanted = true;
        else if (workload.phase != Phase::ending)
            begin_stop(id, workload.spec.stop_timeout);
    }
    options_.home_thread->post(one_less);
}

}  // namespace atlas::supervisor
