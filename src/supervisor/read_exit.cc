// SPDX-License-Identifier: Apache-2.0
#include "supervisor/read_exit.h"

#include <csignal>

#include "container/cgroup.h"

namespace atlas::supervisor {

namespace {

constexpr int killed = 128 + SIGKILL;

}  // namespace

bool died_of_memory(int code, std::int64_t kills) {
    return code == killed && kills > 0;
}

Exit read_exit(const Workshop& workshop, const WorkloadSpec& spec, bool monitor_died, Time now) {
    Exit exit;
    exit.at = now;
    if (auto code = workshop.runtime.read_exit_code(spec.id)) {
        exit.code = *code;
    } else {
        exit.code = killed;
        exit.reason = monitor_died ? "its monitor died" : "its exit status is unknown";
    }
    // The kernel counts an OOM kill in the victim's cgroup, even if the group's limit was reached.
    auto kills = container::Cgroup(workshop.places.cgroup(spec)).read_oom_kills();
    exit.out_of_memory = kills.ok() && died_of_memory(exit.code, kills.value());
    return exit;
}

}  // namespace atlas::supervisor
