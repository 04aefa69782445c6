// SPDX-License-Identifier: Apache-2.0
#include "container/bundle_json.h"

#include <algorithm>

#include <fmt/core.h>

#include "container/syscall_filter.h"
#include "json/value.h"
#include "linux/user_namespace.h"

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

Value shared_memory(std::int64_t bytes) {
    auto made = mount("/dev/shm", "tmpfs", {"nosuid", "noexec", "nodev", "mode=1777"});
    made.as_object()->find("options")->as_array()->emplace_back(fmt::format("size={}k", bytes >> 10)
    );
    return made;
}

Array system_mounts(const Bundle& bundle) {
    return {
        mount("/proc", "proc", {"nosuid", "noexec", "nodev"}),
        mount("/dev", "tmpfs", {"nosuid", "strictatime", "mode=755", "size=65536k"}),
        mount(
            "/dev/pts",
            "devpts",
            {"nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"}
        ),
        shared_memory(bundle.shared_memory_bytes),
        mount("/dev/mqueue", "mqueue", {"nosuid", "noexec", "nodev"}),
        mount("/sys", "sysfs", {"nosuid", "noexec", "nodev", "ro"}),
    };
}

Value own_mount(const BundleMount& mount) {
    if (mount.tmpfs) {
        auto mode = fmt::format("mode={:o}", mount.tmpfs_mode);
        Array options{"nosuid", "nodev", mode, mount.read_only ? "ro" : "rw"};
        options.insert(options.end(), mount.options.begin(), mount.options.end());
        return object(
            {{"destination", mount.target},
             {"type", "tmpfs"},
             {"source", "tmpfs"},
             {"options", std::move(options)}}
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
    return object(
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

Object kernel_parameters(const Bundle& bundle) {
    Object made;
    made["net.ipv4.ip_unprivileged_port_start"] = "0";
    for (const auto& [name, value] : bundle.kernel_parameters)
        made[name] = value;
    return made;
}

Value linux_part(const Bundle& bundle) {
    auto network = object({{"type", "network"}});
    if (!bundle.network_path.empty()) network["path"] = bundle.network_path;
    Array namespaces{network};
    for (const auto* kind : {"pid", "ipc", "uts", "mount"})
        namespaces.push_back(object({{"type", kind}}));
    if (!bundle.users_path.empty())
        namespaces.push_back(object({{"type", "user"}, {"path", bundle.users_path}}));
    auto made = object(
        {{"namespaces", std::move(namespaces)},
         {"cgroupsPath", bundle.cgroups_path},
         {"resources", resources(bundle.limits)},
         {"sysctl", kernel_parameters(bundle)},
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
    if (!bundle.users_path.empty()) {
        auto range = object(
            {{"containerID", 0},
             {"hostID", std::int64_t{bundle.first_user}},
             {"size", std::int64_t{linux::user_range_size}}}
        );
        made["uidMappings"] = Array{range};
        made["gidMappings"] = Array{range};
    }
    if (bundle.filter_system_calls) {
        const auto& held = bundle.capabilities;
        made["seccomp"] = syscall_filter(std::ranges::find(held, "CAP_SYS_PTRACE") != held.end());
    }
    return made;
}

}  // namespace

std::string bundle_json(const Bundle& bundle) {
    auto mounts = system_mounts(bundle);
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
