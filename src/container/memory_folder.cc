// SPDX-License-Identifier: Apache-2.0
#include "container/memory_folder.h"

#include <linux/magic.h>
#include <sys/mount.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "container/root_mount.h"
#include "linux/error.h"
#include "linux/file_system.h"

namespace atlas::container {

Result<> mount_memory_folder(const std::string& path) {
    linux::SystemFileSystem files;
    ATLAS_TRY(files.make_directories(path));
    struct statfs system{};
    if (statfs(path.c_str(), &system) != 0) return linux::last_error("statfs " + path);
    if (system.f_type == RAMFS_MAGIC) return {};
    if (mount("ramfs", path.c_str(), "ramfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=700") != 0)
        return linux::last_error("mount ramfs at " + path);
    return {};
}

Result<> unmount_memory_folder(const std::string& path) {
    ATLAS_TRY(unmount_root(path));
    if (rmdir(path.c_str()) == 0 || errno == ENOENT) return {};
    return linux::last_error("rmdir " + path);
}

}  // namespace atlas::container
