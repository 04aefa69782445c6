// SPDX-License-Identifier: Apache-2.0
#include "container/root_mount.h"

#include <ranges>

#include <sys/mount.h>
#include <unistd.h>

#include "linux/error.h"

namespace atlas::container {

Result<> mount_layers(
    const std::vector<std::string>& layers,
    const std::string& upper,
    const std::string& work,
    const std::string& target
) {
    std::string options = "lowerdir=";
    for (const auto& layer : std::views::reverse(layers))
        options += (options.ends_with('=') ? "" : ":") + layer;
    options += ",upperdir=" + upper + ",workdir=" + work;
    if (options.size() >= 4096)
        return Error(ErrorCode::invalid_argument, "too many layers for one overlay");
    if (mount("overlay", target.c_str(), "overlay", 0, options.c_str()) != 0)
        return linux::last_error("mount overlay at " + target);
    return {};
}

Result<> mount_host_root(const std::string& target) {
    if (mount("/", target.c_str(), nullptr, MS_BIND, nullptr) != 0)
        return linux::last_error("bind / at " + target);
    // What is mounted or unmounted here must not travel to the host, nor the other way round.
    bool done =
        mount(nullptr, target.c_str(), nullptr, MS_PRIVATE, nullptr) == 0 &&
        mount(nullptr, target.c_str(), nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr) == 0;
    if (done) return {};
    auto error = linux::last_error("make " + target + " read-only");
    umount2(target.c_str(), MNT_DETACH);
    return error;
}

Result<> unmount_root(const std::string& target) {
    while (umount2(target.c_str(), MNT_DETACH) == 0) {
    }
    // EINVAL: not a mount point. ENOENT: not even a folder.
    if (errno == EINVAL || errno == ENOENT) return {};
    return linux::last_error("unmount " + target);
}

}  // namespace atlas::container
