// SPDX-License-Identifier: Apache-2.0
#include "container/task_disk.h"
#include "linux/file_system.h"
#include "supervisor/start_hook.h"

namespace atlas::supervisor {

namespace {

Result<> apply(Start& start) {
    const auto& disk = start.spec.disk;
    start.scratch = start.folder;
    if (disk.id.empty()) return {};
    linux::SystemFileSystem files;
    auto folder = start.workshop.places.disk(disk.id);
    ATLAS_TRY(files.make_directories(start.workshop.places.disks()));
    ATLAS_TRY(container::open_disk(folder, disk.bytes));
    start.scratch = folder + "/" + start.spec.id;
    // Left by an interrupted start.
    return linux::remove_tree(files, start.scratch);
}

}  // namespace

// No undo: other workloads may use the disk; its owner closes it.
const Hook disk_hook{"disk", apply, [](Start&) {}};

}  // namespace atlas::supervisor
