// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>
#include <unistd.h>

#include "linux/error.h"
#include "linux/file_system.h"
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

constexpr const char* init_program = "/usr/bin/catatonit";  // linked statically

bool is_folder(const std::string& path) {
    struct stat status{};
    return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

/// Only what the bind of "/" really holds can be mounted over, since it is read-only.
void mask(Start& start, const std::string& path) {
    if (is_folder(start.bundle.root_path + path))
        start.bundle.mounts.push_back({"", path, false, true, 0755, {}});
}

/// One that another workload was given already stays as that one left it.
Result<> give_folder(const std::string& path, std::uint32_t owner) {
    if (is_folder(path)) return {};
    linux::SystemFileSystem files;
    ATLAS_TRY(files.make_directories(path));
    if (chown(path.c_str(), owner, owner) != 0 || chmod(path.c_str(), 0777) != 0)
        return linux::last_error("give " + path);
    return {};
}

Result<> apply(Start& start) {
    auto& mounts = start.bundle.mounts;
    if (start.spec.rootfs.layers.empty()) {
        // Before the network hook's files: one of them may stand in /run by a symbolic link.
        mounts.insert(
            mounts.begin(),
            {{"", "/run", false, true, 0755, {}}, {"", "/tmp", false, true, 01777, {}}}
        );
        for (const auto* path : masked)
            mask(start, path);
        mask(start, start.workshop.places.home);
    }
    for (const auto& mount : start.spec.mounts) {
        if (mount.given) ATLAS_TRY(give_folder(mount.source, start.bundle.first_user));
        mounts.push_back(
            {mount.source, mount.target, mount.read_only, mount.tmpfs, 0755, mount.options}
        );
    }
    // In a folder that is in memory anyway: nothing of it is left in the image's own.
    if (start.spec.init) mounts.push_back({init_program, init_inside, true, false, 0755, {}});
    return {};
}

}  // namespace

const Hook mounts_hook{"mounts", apply, [](Start&) {}};

}  // namespace atlas::supervisor
