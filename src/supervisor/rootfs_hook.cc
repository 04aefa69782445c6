// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>
#include <unistd.h>

#include "container/root_mount.h"
#include "linux/error.h"
#include "linux/file_system.h"
#include "supervisor/start_hook.h"

namespace atlas::supervisor {

namespace {

/// Makes a root below /run that only the workload's users can reach: its parent folder is closed to
/// others, and its group is the workload's root user.
Result<std::string> make_reachable_root(const Start& start) {
    linux::SystemFileSystem files;
    const auto& places = start.workshop.places;
    auto folder = places.root_folder(start.spec.id);
    auto root = places.root(start.spec.id);
    ATLAS_TRY(files.make_directories(root));
    bool done = chmod(places.roots().c_str(), 0711) == 0 &&
                chown(folder.c_str(), 0, start.bundle.first_user) == 0 &&
                chmod(folder.c_str(), 0710) == 0;
    if (!done) return linux::last_error("open " + folder + " to its users");
    return root;
}

Result<> apply(Start& start) {
    linux::SystemFileSystem files;
    auto& root = start.bundle.root_path;
    const auto& layers = start.spec.rootfs.layers;
    if (start.users) {
        root = ATLAS_TRY(make_reachable_root(start));
    } else {
        root = start.folder + "/rootfs";
        ATLAS_TRY(files.make_directories(root));
    }
    if (layers.empty()) {
        start.bundle.read_only_root = true;
        return container::mount_host_root(root);
    }
    container::LayeredRoot wanted{layers, start.scratch + "/upper", start.scratch + "/work", {}};
    if (start.users) wanted.users = {start.users.number(), start.bundle.first_user};
    ATLAS_TRY(files.make_directories(wanted.upper));
    ATLAS_TRY(files.make_directories(wanted.work));
    start.bundle.read_only_root = start.spec.read_only_root;
    return container::mount_layers(wanted, root);
}

void undo(Start& start) {
    // The folder hook removes everything below the folder, so nothing may be mounted there any
    // more.
    (void)container::unmount_root(start.folder + "/rootfs");
    const auto& places = start.workshop.places;
    (void)container::unmount_root(places.root(start.spec.id));
    rmdir(places.root(start.spec.id).c_str());
    rmdir(places.root_folder(start.spec.id).c_str());
}

}  // namespace

const Hook rootfs_hook{"rootfs", apply, undo};

}  // namespace atlas::supervisor
