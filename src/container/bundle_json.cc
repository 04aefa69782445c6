// SPDX-License-Identifier: Apache-2.0
#include "container/bundle_json.h"

#include <algorithm>

#include <fmt/core.h>

#include "container/syscall_filter.h"
#include "json/value.h"

namespace atlas::container {

namespace {

using json::Array;
using json::Object;
using json::Value;

Object object(std::initializer_list<std::pair<std::string_view, Value>> members) {
    Object made;
    for (const auto& [name, value] : members)
        made[name] = value;
    return made;
}

Array strings(const std::vector<std::string>& list) {
    return Array(list.begin(), list.end());
}

Array strings(std::initializer_list<const char*> list) {
    return Array(list.begin(), list.end());
}

Value mount(const char* target, const char* type, std::initializer_list<const char*> options) {
    return object(
        {{"destination", target}, {"type", type}, {"source", type}, {"options", strings(options)}}
    );
}

Array system_mounts() {
    return {
        mount("/proc", "proc", {"nosuid", "noexec", "nodev"}),
        mount("/dev", "tmpfs", {"nosuid", "strictatime", "mode=755", "size=65536k"}),
        mount(
            "/dev/pts",
            "devpts",
            {"nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"}
        ),
        mount("/dev/shm", "tmpfs", {"nosuid", "noexec", "nodev", "mode=1777", "size=65536k"}),
        mount("/dev/mqueue", "mqueue", {"nosuid", "noexec", "nodev"}),
        mount("/sys", "sysfs", {"nosuid", "noexec", "nodev", "ro"}),
    };
}

Value own_mount(const BundleMount& mount) {
    if (mount.tmpfs) {
        auto mode = fmt::format("mode={:o}", mount.tmpfs_mode);
        return object(
            {{"destination", mount.target},
             {"type", "tmpfs"},
             {"source", "tmpfs"},
             {"options", Array{"nosuid", "nodev", mode, mount.read_only ? "ro" : "rw"}}}
        );
    }
    return object(
        {{"destination", mount.target},
         {"type", "bind"},
         {"source", mount.source},
         {"options", Array{"bind", "nosuid", "nodev", "rprivate", mount.read_only ? "ro" : "rw"}}}
    );
}

Value process(const Bundle& bundle) {
    auto held = strings(bundle.capabilities);
    auto kept = bundle.uid == 0 ? Array{} : held;
    auto made = object(
        {{"terminal", false},
         {"user", object({{"uid", std::int64_t{bundle.uid}}, {"gid", std::int64_t{bundle.gid}}})},
         {"args", strings(bundle.args)},
         {"env", strings(bundle.environment)},
         {"cwd", bundle.working_directory},
         {"capabilities",
          object(
              {{"bounding", held},
               {"effective", held},
               {"permitted", held},
               {"inheritable", kept},
               {"ambient", kept}}
          )},
         {"noNewPrivileges", bundle.no_new_privileges}}
    );
    if (bundle.limits.open_files > 0) {
        made["rlimits"] = Array{object(
            {{"type", "RLIMIT_NOFILE"},
             {"hard", bundle.limits.open_files},
             {"soft", bundle.limits.open_files}}
        )};
    }
    return made;
}

Value resources(const BundleLimits& limits) {
    auto made = object({{"devices", Array{object({{"allow", false}, {"access", "rwm"}})}}});
    Object memory;
    if (limits.memory_bytes > 0) memory["limit"] = limits.memory_bytes;
    if (limits.memory_reservation_bytes > 0)
        memory["reservation"] = limits.memory_reservation_bytes;
    if (!memory.empty()) made["memory"] = std::move(memory);
    Object cpu;
    if (limits.cpu_shares > 0) cpu["shares"] = limits.cpu_shares;
    if (limits.cpu_quota_us > 0) {
        cpu["quota"] = limits.cpu_quota_us;
        cpu["period"] = 100'000;
    }
    if (!cpu.empty()) made["cpu"] = std::move(cpu);
    if (limits.pids > 0) made["pids"] = object({{"limit", limits.pids}});
    return made;
}

Value linux_part(const Bundle& bundle) {
    auto network = object({{"type", "network"}});
    if (!bundle.network_path.empty()) network["path"] = bundle.network_path;
    Array namespaces{network};
    for (const auto* kind : {"pid", "ipc", "uts", "mount"})
        namespaces.push_back(object({{"type", kind}}));
    auto made = object(
        {{"namespaces", std::move(namespaces)},
         {"cgroupsPath", bundle.cgroups_path},
         {"resources", resources(bundle.limits)},
         {"sysctl", object({{"net.ipv4.ip_unprivileged_port_start", "0"}})},
         {"maskedPaths",
          strings(
              {"/proc/acpi",
               "/proc/asound",
               "/proc/kcore",
               "/proc/keys",
               "/proc/latency_stats",
               "/proc/timer_list",
               "/proc/timer_stats",
               "/proc/sched_debug",
               "/proc/scsi",
               "/sys/firmware"}
          )},
         {"readonlyPaths",
          strings({"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"})}}
    );
    if (bundle.filter_system_calls) {
        const auto& held = bundle.capabilities;
        made["seccomp"] = syscall_filter(std::ranges::find(held, "CAP_SYS_PTRACE") != held.end());
    }
    return made;
}

}  // namespace

std::string bundle_json(const Bundle& bundle) {
    auto mounts = system_mounts();
    for (const auto& mount : bundle.mounts)
        mounts.push_back(own_mount(mount));
    auto made = object(
        {{"ociVersion", "1.0.2"},
         {"process", process(bundle)},
         {"root", object({{"path", bundle.root_path}, {"readonly", bundle.read_only_root}})},
         {"hostname", bundle.host_name},
         {"mounts", std::move(mounts)},
         {"linux", linux_part(bundle)}}
    );
    return json::serialize_pretty(made) + "\n";
}

}  // namespace atlas::container
