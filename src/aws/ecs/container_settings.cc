// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/container_settings.h"

#include <algorithm>

namespace atlas::aws::ecs {

namespace {

// Docker's default capabilities of a container's root user, without NET_RAW, MKNOD and AUDIT_WRITE.
constexpr const char* root_capabilities[] = {
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "SETGID",
    "SETUID",
    "SETPCAP",
    "NET_BIND_SERVICE",
    "SYS_CHROOT",
    "SETFCAP",
};
constexpr std::string_view capabilities[] = {
    "ALL",        "AUDIT_CONTROL",   "AUDIT_WRITE",      "BLOCK_SUSPEND",
    "CHOWN",      "DAC_OVERRIDE",    "DAC_READ_SEARCH",  "FOWNER",
    "FSETID",     "IPC_LOCK",        "IPC_OWNER",        "KILL",
    "LEASE",      "LINUX_IMMUTABLE", "MAC_ADMIN",        "MAC_OVERRIDE",
    "MKNOD",      "NET_ADMIN",       "NET_BIND_SERVICE", "NET_BROADCAST",
    "NET_RAW",    "SETFCAP",         "SETGID",           "SETPCAP",
    "SETUID",     "SYS_ADMIN",       "SYS_BOOT",         "SYS_CHROOT",
    "SYS_MODULE", "SYS_NICE",        "SYS_PACCT",        "SYS_PTRACE",
    "SYS_RAWIO",  "SYS_RESOURCE",    "SYS_TIME",         "SYS_TTY_CONFIG",
    "SYSLOG",     "WAKE_ALARM",
};
constexpr std::string_view ipc_parameters[] = {
    "kernel.msgmax",
    "kernel.msgmnb",
    "kernel.msgmni",
    "kernel.sem",
    "kernel.shmall",
    "kernel.shmmax",
    "kernel.shmmni",
    "kernel.shm_rmid_forced",
};
constexpr std::string_view tmpfs_options[] = {
    "defaults", "ro",         "rw",       "nosuid",     "nodev",       "exec",
    "noexec",   "sync",       "async",    "dirsync",    "atime",       "noatime",
    "diratime", "nodiratime", "relatime", "norelatime", "strictatime", "nostrictatime",
    "mode",     "uid",        "gid",      "nr_inodes",  "nr_blocks",
};

bool is_root_user(const std::string& user) {
    auto name = user.substr(0, user.find(':'));
    return name.empty() || name == "0" || name == "root";
}

bool contains(const json::List<std::string>& list, std::string_view name) {
    return std::ranges::find(list, name) != list.end();
}

std::vector<std::string> capabilities_of(const LinuxParameters& parameters) {
    std::vector<std::string> held;
    auto changes = parameters.capabilities.value_or(KernelCapabilities{});
    if (!contains(changes.drop, "ALL")) {
        for (const auto* name : root_capabilities) {
            if (!contains(changes.drop, name)) held.push_back("CAP_" + std::string(name));
        }
    }
    for (const auto& name : changes.add)
        held.push_back("CAP_" + name);
    return held;
}

supervisor::Mount tmpfs_mount(const Tmpfs& tmpfs) {
    supervisor::Mount mount;
    mount.target = tmpfs.container_path;
    mount.tmpfs = true;
    mount.options = {"noexec", "mode=1777"};  // Docker's defaults; later options win
    mount.options.push_back("size=" + std::to_string(tmpfs.size) + "m");
    for (const auto& option : tmpfs.mount_options) {
        if (option == "ro") mount.read_only = true;
        if (option != "defaults" && option != "ro" && option != "rw")
            mount.options.push_back(option);
    }
    return mount;
}

}  // namespace

void apply_settings(const ContainerDefinition& container, supervisor::WorkloadSpec& spec) {
    auto parameters = container.linux_parameters.value_or(LinuxParameters{});
    if (is_root_user(spec.user)) spec.capabilities = capabilities_of(parameters);
    spec.init = parameters.init_process_enabled.value_or(false);
    if (parameters.shared_memory_size)
        spec.shared_memory_bytes = std::int64_t{*parameters.shared_memory_size} << 20;
    for (const auto& tmpfs : parameters.tmpfs)
        spec.mounts.push_back(tmpfs_mount(tmpfs));
    for (const auto& control : container.system_controls)
        spec.kernel_parameters[control.namespace_.value_or("")] = control.value.value_or("");
}

bool is_capability(std::string_view name) {
    return std::ranges::find(capabilities, name) != std::end(capabilities);
}

bool is_kernel_parameter(std::string_view name) {
    if (name.contains("..") || name.contains('/')) return false;
    return name.starts_with("net.") || name.starts_with("fs.mqueue.") ||
           std::ranges::find(ipc_parameters, name) != std::end(ipc_parameters);
}

bool is_tmpfs_option(std::string_view name) {
    return std::ranges::find(tmpfs_options, name) != std::end(tmpfs_options);
}

}  // namespace atlas::aws::ecs
