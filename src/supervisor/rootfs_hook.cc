// SPDX-License-Identifier: Apache-2.0
#include "container/root_mount.h"
#include "linux/file_system.h"
#include "supervisor/start_hook.h"

namespace atlas::supervisor {

namespace {

Result<> apply(Start& start) {
    linux::SystemFileSystem files;
    auto root = start.folder + "/rootfs";
    ATLAS_TRY(files.make_directories(root));
    start.bundle.root_path = root;
    const auto& layers = start.spec.rootfs.layers;
    if (layers.empty()) {
        start.bundle.read_only_root = true;
        return container::mount_host_root(root);
    }
    auto upper = start.folder + "/upper";
    auto work = start.folder + "/work";
    ATLAS_TRY(files.make_directories(upper));
    ATLAS_TRY(files.make_directories(work));
    start.bundle.read_only_root = start.spec.read_only_root;
    return container::mount_layers(layers, upper, work, root);
}

void undo(Start& start) {
    // The folder hook removes what is below the folder, so nothing may still be mounted there.
    (void)container::unmount_root(start.folder + "/rootfs");
}

}  // namespace

const Hook rootfs_hook{"rootfs", apply, undo};

}  // namespace atlas::supervisor
