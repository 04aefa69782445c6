// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>
#include <unistd.h>

#include "linux/error.h"
#include "linux/file_system.h"
#include "supervisor/start_hook.h"

namespace atlas::supervisor {

namespace {

/// Host folders hidden from managed engines. Masked before the spec's mounts, so that data folders
/// below them can be mounted back.
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

constexpr const char* init_program = "/usr/bin/catatonit";  // statically linked

bool is_folder(const std::string& path) {
    struct stat status{};
    return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

/// The root is read-only, so only folders that exist in it can be mounted over.
void mask(Start& start, const std::string& path) {
    if (is_folder(start.bundle.root_path + path))
        start.bundle.mounts.push_back({"", path, false, true, 0755, {}});
}

/// Leaves an existing folder as it is: another workload may have been given it.
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
        // Before the network hook's files, which may be inside /run through a symbolic link.
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
    // /dev is a tmpfs, so the mount point leaves nothing in the image's root.
    if (start.spec.init) mounts.push_back({init_program, init_inside, true, false, 0755, {}});
    return {};
}

}  // namespace

const Hook mounts_hook{"mounts", apply, [](Start&) {}};

}  // namespace atlas::supervisor
