// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "container/root_mount.h"
#include "linux/error.h"
#include "linux/file_system.h"
#include "supervisor/start_hook.h"
#include "supervisor/stored_workload.h"

namespace atlas::supervisor {

namespace {

Result<> apply(Start& start) {
    linux::SystemFileSystem files;
    ATLAS_TRY(files.make_directories(start.folder));
    if (chmod(start.folder.c_str(), 0700) != 0) return linux::last_error("chmod " + start.folder);
    // The log and exit file of an earlier workload with this id.
    unlink(start.workshop.places.log(start.spec.id).c_str());
    start.workshop.runtime.remove_exit_file(start.spec.id);
    return store_spec(start.folder, start.spec);
}

void undo(Start& start) {
    linux::SystemFileSystem files;
    // An engine's rootfs is a bind mount of the host's root: removing the folder while it is
    // mounted would delete the host's files.
    if (auto unmounted = container::unmount_root(start.folder + "/rootfs"); !unmounted)
        return log::warning("supervisor", "{}", unmounted.error().message());
    if (auto removed = linux::remove_tree(files, start.folder); !removed)
        log::warning("supervisor", "{}", removed.error().message());
    start.workshop.runtime.remove_exit_file(start.spec.id);
}

}  // namespace

const Hook folder_hook{"folder", apply, undo};

}  // namespace atlas::supervisor
