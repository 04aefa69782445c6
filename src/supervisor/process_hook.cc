// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <functional>

#include <sys/resource.h>
#include <unistd.h>

#include "base/log.h"
#include "container/bundle_json.h"
#include "container/cgroup.h"
#include "linux/error.h"
#include "linux/file_system.h"
#include "linux/replace_file.h"
#include "supervisor/open_inside.h"
#include "supervisor/start_hook.h"
#include "supervisor/stored_workload.h"

namespace atlas::supervisor {

namespace {

constexpr std::uint64_t open_files_default = 65'535;

/// The environment may hold secrets, and runc reads config.json again at each exec. So the file
/// stays in the memory folder for the workload's whole life.
Result<> write_bundle(const Start& start) {
    auto path = start.workshop.places.bundle(start.spec.id);
    ATLAS_TRY(linux::replace_unsynced(path, container::bundle_json(start.bundle)));
    auto link = start.folder + "/config.json";
    unlink(link.c_str());
    if (symlink(path.c_str(), link.c_str()) != 0) return linux::last_error("symlink " + link);
    return {};
}

/// RLIMIT_NOFILE defaults to that of a Fargate task.
std::vector<container::ResourceLimit> resource_limits(const Limits& limits) {
    auto list = limits.resources;
    if (std::ranges::find(list, RLIMIT_NOFILE, &container::ResourceLimit::resource) == list.end())
        list.push_back({RLIMIT_NOFILE, open_files_default, open_files_default});
    return list;
}

Result<> apply(Start& start) {
    const auto& spec = start.spec;
    auto& bundle = start.bundle;
    if (spec.init) bundle.args = {init_inside, "--"};
    bundle.args.insert(bundle.args.end(), spec.args.begin(), spec.args.end());
    bundle.shared_memory_bytes = spec.shared_memory_bytes;
    bundle.kernel_parameters = spec.kernel_parameters;
    bundle.working_directory = spec.working_directory;
    bool has_path = false;
    for (const auto& [name, value] : spec.environment) {
        bundle.environment.push_back(name + "=" + value);
        has_path |= name == "PATH";
    }
    if (!has_path) {
        bundle.environment.emplace_back(
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        );
    }
    ATLAS_TRY(write_bundle(start));
    const auto& runtime = start.workshop.runtime;
    start.processes = ATLAS_TRY(
        runtime.create(spec.id, start.folder, start.workshop.places.log(spec.id), start.sockets)
    );
    ATLAS_TRY(container::limit_process(
        start.processes.container.pid,
        bundle.first_user + bundle.uid,
        bundle.first_user + bundle.gid,
        resource_limits(spec.limits)
    ));
    return runtime.start(spec.id);
}

/// Whether this command line is a conmon or runc working on `folder`. The folder must be a whole
/// argument, so that a longer path does not match.
bool is_at_work_on(const std::string& folder, std::string_view command) {
    auto program = command.substr(0, command.find('\0'));
    program.remove_prefix(program.rfind('/') + 1);
    if (program != "conmon" && program != "runc") return false;
    return command.contains('\0' + folder + '\0');
}

bool is_in(const container::Cgroup& group, int pid) {
    auto pids = group.read_processes();
    return std::ranges::find(pids, pid) != pids.end();
}

void end_process(int pid, const std::function<bool()>& is_meant) {
    auto process = container::read_process(pid);
    if (!process) return;
    auto fd = container::open_process(process.value());
    if (!fd || !is_meant()) return;
    (void)container::send_signal(fd.value(), SIGKILL);
    (void)container::wait_for_end(fd.value(), 5000);
}

/// An interrupted start may have left processes, even before a pid was written: conmon and its
/// runc, found by command line, then whatever runc put into the container's cgroup. They must not
/// continue to make the container while it is removed or while the next one with its id is made.
void end_makers(const Start& start) {
    linux::SystemFileSystem files;
    auto names = files.list("/proc");
    for (const auto& name : names ? names.value() : std::vector<std::string>{}) {
        auto is_maker = [&] {
            auto command = load_inside("/proc/" + name, "cmdline");
            return command.ok() && is_at_work_on(start.folder, command.value());
        };
        if (is_maker()) end_process(std::atoi(name.c_str()), is_maker);
    }
    container::Cgroup group(start.workshop.places.cgroup(start.spec));
    for (int pid : group.read_processes())
        end_process(pid, [&] { return is_in(group, pid); });
}

void undo(Start& start) {
    if (!load_state(start.folder)) end_makers(start);
    auto removed = start.workshop.runtime.remove(start.spec.id);
    if (!removed)
        log::warning("supervisor", "remove {}: {}", start.spec.id, removed.error().message());
    unlink(start.workshop.places.bundle(start.spec.id).c_str());
}

}  // namespace

const Hook process_hook{"process", apply, undo};

}  // namespace atlas::supervisor
