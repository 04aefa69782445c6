// SPDX-License-Identifier: Apache-2.0
#include "supervisor/local_supervisor.h"

#include <csignal>

#include <sys/stat.h>
#include <unistd.h>

#include "base/check.h"
#include "base/log.h"
#include "container/cgroup.h"
#include "container/memory_folder.h"
#include "linux/error.h"
#include "linux/file_system.h"
#include "supervisor/log_tail.h"
#include "supervisor/read_exit.h"
#include "supervisor/start_workload.h"

namespace atlas::supervisor {

namespace {

Error unknown(const std::string& id) {
    return {ErrorCode::not_found, "no workload " + id + " is running"};
}

}  // namespace

Result<std::unique_ptr<Supervisor>> Supervisor::open(Options options) {
    return LocalSupervisor::open(std::move(options));
}

Result<std::unique_ptr<Supervisor>> LocalSupervisor::open(Options options) {
    linux::SystemFileSystem files;
    Places places{options.region_id, options.home, options.run_directory};
    for (const auto& folder : {places.workloads(), places.logs(), places.exits()}) {
        ATLAS_TRY(files.make_directories(folder));
        if (chmod(folder.c_str(), 0700) != 0) return linux::last_error("chmod " + folder);
    }
    ATLAS_TRY(container::mount_memory_folder(places.bundles()));
    auto runtime = ATLAS_TRY(container::Runtime::open({places.runc_state(), places.exits()}));
    auto made = std::make_unique<LocalSupervisor>(
        options, Workshop{places, std::move(runtime), options.ca_pem}
    );
    auto* self = made.get();
    made->watcher_ = ATLAS_TRY(Watcher::open(
        *options.home_thread,
        {[self](const std::string& id, bool monitor_died) { self->ended(id, monitor_died); },
         [self](const std::string& id, std::vector<LogLine> lines, LogPlace place) {
             self->tell_lines(id, std::move(lines), place);
         }}
    ));
    return std::unique_ptr<Supervisor>(std::move(made));
}

LocalSupervisor::LocalSupervisor(Options options, Workshop workshop)
    : options_(std::move(options)),
      workshop_(std::make_shared<const Workshop>(std::move(workshop))),
      alive_(std::make_shared<bool>(true)) {}

LocalSupervisor::~LocalSupervisor() {
    *alive_ = false;
}

void LocalSupervisor::start(
    WorkloadSpec spec,
    std::vector<linux::Fd> sockets,
    std::move_only_function<void(Result<Running>)> done
) {
    auto id = spec.id;
    if (has_remains(spec)) {
        auto again =
            [this, spec = std::move(spec), sockets = std::move(sockets), done = std::move(done)](
            ) mutable { start(std::move(spec), std::move(sockets), std::move(done)); };
        waiting_.emplace_back(id, std::move(again));
        return;
    }
    if (workloads_.contains(id)) {
        Error error(ErrorCode::conflict, "a workload " + id + " is there");
        options_.home_thread->post([error, done = std::move(done)]() mutable { done(error); });
        return;
    }
    spec.sockets = static_cast<int>(sockets.size());
    auto& workload = workloads_[id];
    workload.spec = spec;
    workload.running.id = id;
    options_.workers->run<Started>(
        [workshop = workshop_,
         spec = std::move(spec),
         sockets = std::move(sockets),
         now = options_.clock->now()]() -> Started {
            std::vector<int> numbers;
            for (const auto& socket : sockets)
                numbers.push_back(socket.number());
            auto state = ATLAS_TRY(start_workload(*workshop, spec, numbers, now));
            // Fails if it has already ended; the exit file then has its code.
            auto process = container::open_process(state.processes.container);
            return std::pair(std::move(state), process ? std::move(process).value() : linux::Fd());
        },
        *options_.home_thread,
        [this, alive = alive_, id, done = std::move(done)](Started result) mutable {
            if (*alive) started(id, std::move(result), std::move(done));
        }
    );
}

void LocalSupervisor::started(
    const std::string& id, Started result, std::move_only_function<void(Result<Running>)> done
) {
    auto& workload = workloads_.at(id);
    if (!result) {
        auto stopped = std::move(workload.stopped);
        workloads_.erase(id);
        done(std::move(result).error());
        for (auto& each : stopped)
            each(Exit{0, false, options_.clock->now(), ""});
        return;
    }
    auto [state, process] = std::move(result).value();
    (void)adopt(workload, state, std::move(process));
    if (workload.stop_wanted) {
        done(Error(ErrorCode::conflict, id + " was stopped while it started"));
        begin_stop(id, workload.spec.stop_timeout);
        return;
    }
    done(workload.running);
}

/// From here on the watcher reports its end.
Result<> LocalSupervisor::adopt(Workload& workload, const StoredState& state, linux::Fd process) {
    workload.running = {workload.spec.id, state.processes.container.pid, state.started};
    workload.phase = Phase::running;
    Watcher::Watched watched;
    watched.id = workload.spec.id;
    watched.folder = workshop_->places.workload(workload.spec.id);
    if (!workload.spec.log.group.empty())
        watched.log_path = workshop_->places.log(workload.spec.id);
    auto again = container::open_process(state.processes.container);
    if (again) watched.container = std::move(again).value();
    auto monitor = container::open_process(state.processes.monitor);
    if (monitor) watched.monitor = std::move(monitor).value();
    workload.process = std::move(process);
    watcher_->watch(std::move(watched));
    return {};
}

void LocalSupervisor::stop(const std::string& id, std::move_only_function<void(Exit)> done) {
    if (remains_.contains(id) || is_waited_for(id)) {
        auto again = [this, id, done = std::move(done)]() mutable { stop(id, std::move(done)); };
        waiting_.emplace_back(id, std::move(again));
        return;
    }
    auto found = workloads_.find(id);
    if (found == workloads_.end()) {
        options_.home_thread->post([done = std::move(done), now = options_.clock->now()]() mutable {
            done(Exit{0, false, now, ""});
        });
        return;
    }
    auto& workload = found->second;
    workload.stopped.push_back(std::move(done));
    if (workload.phase == Phase::starting)
        workload.stop_wanted = true;
    else if (workload.phase == Phase::running)
        begin_stop(id, workload.spec.stop_timeout);
}

void LocalSupervisor::begin_stop(const std::string& id, std::chrono::milliseconds timeout) {
    auto& workload = workloads_.at(id);
    workload.phase = Phase::stopping;
    // Failure is fine: if it has ended, the watcher is about to report it.
    if (workload.process) (void)container::send_signal(workload.process, workload.spec.stop_signal);
    options_.home_thread->post_after(
        timeout,
        [this, alive = alive_, id, pid = workload.running.pid] {
            if (!*alive) return;
            auto found = workloads_.find(id);
            if (found == workloads_.end() || found->second.running.pid != pid) return;
            if (found->second.process) (void)container::send_signal(found->second.process, SIGKILL);
        }
    );
}

void LocalSupervisor::ended(const std::string& id, bool monitor_died) {
    auto& workload = workloads_.at(id);
    if (workload.phase == Phase::running) workload.phase = Phase::ending;
    workload.process = linux::Fd();
    options_.workers->run<Exit>(
        [workshop = workshop_, spec = workload.spec, monitor_died, now = options_.clock->now()] {
            auto exit = read_exit(*workshop, spec, monitor_died, now);
            remove_workload(*workshop, spec);
            return exit;
        },
        *options_.home_thread,
        [this, alive = alive_, id](Exit exit) {
            if (*alive) gone(id, std::move(exit));
        }
    );
}

void LocalSupervisor::gone(const std::string& id, Exit exit) {
    auto found = workloads_.find(id);
    ATLAS_CHECK(found != workloads_.end(), "a workload stays listed until its end was told");
    auto workload = std::move(found->second);
    workloads_.erase(found);
    if (workload.phase == Phase::ending && workload.stopped.empty()) {
        tell_exit(workload.spec, exit);
        return;
    }
    for (auto& stopped : workload.stopped)
        stopped(exit);
}

void LocalSupervisor::tell_exit(const WorkloadSpec& spec, const Exit& exit) {
    for (const auto& [prefix, listener] : exit_listeners_) {
        if (!spec.owner.starts_with(prefix)) continue;
        listener(spec, exit);
        return;
    }
    untold_exits_.emplace_back(spec, exit);
}

void LocalSupervisor::tell_lines(
    const std::string& id, std::vector<LogLine> lines, LogPlace place
) {
    auto found = workloads_.find(id);
    if (found == workloads_.end()) return;
    for (const auto& [prefix, listener] : line_listeners_) {
        if (!found->second.spec.owner.starts_with(prefix)) continue;
        auto taken = [this, alive = alive_, id, place, pid = found->second.running.pid] {
            if (!*alive) return;
            // A new workload may have this id.
            auto still = workloads_.find(id);
            if (still != workloads_.end() && still->second.running.pid == pid)
                watcher_->told(id, place);
        };
        listener(found->second.spec, std::move(lines), std::move(taken));
        return;
    }
    watcher_->told(id, place);
}

Result<LocalSupervisor::Workload*> LocalSupervisor::find_running(const std::string& id) {
    auto found = workloads_.find(id);
    if (found == workloads_.end() || !found->second.process) return unknown(id);
    return &found->second;
}

Result<> LocalSupervisor::signal(const std::string& id, int number) {
    auto* workload = ATLAS_TRY(find_running(id));
    return container::send_signal(workload->process, number);
}

void LocalSupervisor::exec(
    const std::string& id,
    std::vector<std::string> args,
    std::chrono::milliseconds timeout,
    std::move_only_function<void(Result<int>)> done
) {
    auto workload = find_running(id);
    if (!workload) {
        Error error = workload.error();
        options_.home_thread->post([error, done = std::move(done)]() mutable { done(error); });
        return;
    }
    container::Cgroup group(workshop_->places.cgroup(workload.value()->spec));
    options_.workers->run<Result<int>>(
        [workshop = workshop_, id, group = std::move(group), args = std::move(args), timeout] {
            return workshop->runtime.exec(id, group, args, timeout);
        },
        *options_.home_thread,
        [alive = alive_, done = std::move(done)](Result<int> code) mutable {
            if (*alive) done(std::move(code));
        }
    );
}

std::vector<Running> LocalSupervisor::running() const {
    std::vector<Running> list;
    for (const auto& [id, workload] : workloads_) {
        if (workload.process) list.push_back(workload.running);
    }
    return list;
}

Result<Usage> LocalSupervisor::usage(const std::string& id) const {
    auto found = workloads_.find(id);
    if (found == workloads_.end() || !found->second.process) return unknown(id);
    Usage usage;
    usage.group =
        ATLAS_TRY(container::read_cgroup_usage(workshop_->places.cgroup(found->second.spec)));
    usage.machine = ATLAS_TRY(linux::read_machine_cpu());
    usage.interfaces = ATLAS_TRY(linux::read_interface_counters(found->second.running.pid));
    // If the process is still alive, its pid was not reused and the counters are its own.
    ATLAS_TRY(container::send_signal(found->second.process, 0));
    return usage;
}

void LocalSupervisor::on_exit(
    const std::string& owner_prefix, std::function<void(const WorkloadSpec&, const Exit&)> listener
) {
    exit_listeners_[owner_prefix] = std::move(listener);
    // Exits found before any listener was set. Posted, so that the listener is not called from
    // within this call.
    options_.home_thread->post([this, alive = alive_] {
        if (!*alive) return;
        for (auto& [spec, exit] : std::exchange(untold_exits_, {}))
            tell_exit(spec, exit);
    });
}

void LocalSupervisor::on_lines(const std::string& owner_prefix, LinesListener listener) {
    line_listeners_[owner_prefix] = std::move(listener);
}

std::vector<std::string> LocalSupervisor::last_lines(const std::string& id, std::size_t count)
    const {
    return read_last_lines(workshop_->places.log(id), count);
}

void LocalSupervisor::forget(const std::string& id) {
    if (!workloads_.contains(id)) unlink(workshop_->places.log(id).c_str());
}

Result<std::vector<linux::Fd>> Supervisor::take_sockets(const std::string& id, int count) {
    std::vector<int> numbers;
    for (int index = 0; index < count; ++index)
        numbers.push_back(3 + index);
    return take_descriptors(id, numbers);
}

Result<std::vector<linux::Fd>> LocalSupervisor::take_descriptors(
    const std::string& id, const std::vector<int>& numbers
) {
    auto* workload = ATLAS_TRY(find_running(id));
    std::vector<linux::Fd> sockets;
    for (int number : numbers)
        sockets.push_back(ATLAS_TRY(container::copy_descriptor(workload->process, number)));
    return sockets;
}

}  // namespace atlas::supervisor
