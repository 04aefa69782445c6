// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>

#include "supervisor/start_hook.h"

namespace atlas::supervisor {

namespace {

/// What a managed engine must not see of the host's system. Home folders first: data folders below
/// them are mounted back afterwards.
constexpr const char* masked[] = {
    "/root",
    "/home",
    "/etc/ssh",
    "/etc/ssl/private",
    "/var/log",
    "/var/spool",
    "/var/tmp",
    "/srv",
};

bool is_folder(const std::string& path) {
    struct stat status{};
    return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

/// Only what the bind of "/" really holds can be mounted over, since it is read-only.
void mask(Start& start, const std::string& path) {
    if (is_folder(start.bundle.root_path + path))
        start.bundle.mounts.push_back({"", path, false, true, 0755});
}

Result<> apply(Start& start) {
    auto& mounts = start.bundle.mounts;
    if (start.spec.rootfs.layers.empty()) {
        // Before the network hook's files: one of them may stand in /run by a symbolic link.
        mounts.insert(
            mounts.begin(), {{"", "/run", false, true, 0755}, {"", "/tmp", false, true, 01777}}
        );
        for (const auto* path : masked)
            mask(start, path);
        mask(start, start.workshop.places.home);
    }
    for (const auto& mount : start.spec.mounts)
        mounts.push_back({mount.source, mount.target, mount.read_only, mount.tmpfs, 0755});
    return {};
}

}  // namespace

const Hook mounts_hook{"mounts", apply, [](Start&) {}};

}  // namespace atlas::supervisor
