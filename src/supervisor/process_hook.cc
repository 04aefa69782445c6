// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include <signal.h>

#include "base/log.h"
#include "container/bundle_json.h"
#include "linux/file_system.h"
#include "supervisor/open_inside.h"
#include "supervisor/start_hook.h"
#include "supervisor/stored_workload.h"

namespace atlas::supervisor {

namespace {

Result<> apply(Start& start) {
    const auto& spec = start.spec;
    auto& bundle = start.bundle;
    bundle.args = spec.args;
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
    ATLAS_TRY(write_whole(start.folder + "/config.json", container::bundle_json(bundle)));
    const auto& runtime = start.workshop.runtime;
    start.processes = ATLAS_TRY(
        runtime.create(spec.id, start.folder, start.workshop.places.log(spec.id), start.sockets)
    );
    return runtime.start(spec.id);
}

/// A start that was cut off may have left conmon at work: it must not make the container after we
/// removed it. The pid is believed only where the command line names this folder.
void end_monitor(const std::string& folder) {
    linux::SystemFileSystem files;
    auto text = linux::load_file(files, folder + "/monitor.pid");
    if (!text) return;
    auto process = container::read_process(std::atoi(text.value().c_str()));
    if (!process) return;
    auto fd = container::open_process(process.value());
    auto command = load_inside("/proc/" + std::to_string(process.value().pid), "cmdline");
    if (!fd || !command || !command.value().contains(folder)) return;
    (void)container::send_signal(fd.value(), SIGKILL);
    (void)container::wait_for_end(fd.value(), 5000);
}

void undo(Start& start) {
    end_monitor(start.folder);
    auto removed = start.workshop.runtime.remove(start.spec.id);
    if (!removed)
        log::warning("supervisor", "remove {}: {}", start.spec.id, removed.error().message());
}

}  // namespace

const Hook process_hook{"process", apply, undo};

}  // namespace atlas::supervisor
