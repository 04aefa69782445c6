// SPDX-License-Identifier: Apache-2.0
#include "container/task_disk.h"

#include <cstring>

#include <fcntl.h>
#include <linux/loop.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "container/root_mount.h"
#include "linux/error.h"
#include "linux/fd.h"
#include "linux/file_system.h"
#include "linux/process_runner.h"

namespace atlas::container {

namespace {

constexpr const char* mkfs = "/usr/sbin/mkfs.ext4";
constexpr int attach_attempts = 100;

std::string image_of(const std::string& folder) {
    return folder + ".img";
}

bool is_mounted(const std::string& folder) {
    struct statx status{};
    return statx(AT_FDCWD, folder.c_str(), AT_SYMLINK_NOFOLLOW, 0, &status) == 0 &&
           (status.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
}

/// No journal: the content does not survive a reboot.
Result<> make_image(const std::string& image, std::uint64_t bytes) {
    linux::Fd file(open(image.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file) return linux::last_error("create " + image);
    if (ftruncate(file.number(), static_cast<off_t>(bytes)) != 0)
        return linux::last_error("size " + image);
    linux::Command command;
    command.args = {
        mkfs,
        "-q",
        "-F",
        "-m",
        "0",
        "-O",
        "^has_journal,^resize_inode",
        "-E",
        "nodiscard,lazy_itable_init=1",
        image,
    };
    ATLAS_TRY(linux::SystemProcessRunner().run_well(command));
    return {};
}

/// A loop device that the kernel frees once nobody has it open or mounted (autoclear).
Result<std::pair<linux::Fd, std::string>> attach_image(const std::string& image) {
    linux::Fd file(open(image.c_str(), O_RDWR | O_CLOEXEC));
    if (!file) return linux::last_error("open " + image);
    linux::Fd control(open("/dev/loop-control", O_RDWR | O_CLOEXEC));
    if (!control) return linux::last_error("open /dev/loop-control");
    loop_config config{};
    config.fd = static_cast<std::uint32_t>(file.number());
    config.info.lo_flags = LO_FLAGS_AUTOCLEAR | LO_FLAGS_DIRECT_IO;
    std::strncpy(
        reinterpret_cast<char*>(config.info.lo_file_name),
        image.substr(image.rfind('/') + 1).c_str(),
        LO_NAME_SIZE - 1
    );
    // Another process may take the free device first.
    for (int attempt = 0; attempt < attach_attempts; ++attempt) {
        int number = ioctl(control.number(), LOOP_CTL_GET_FREE);
        if (number < 0) return linux::last_error("find a free loop device");
        auto path = "/dev/loop" + std::to_string(number);
        linux::Fd device(open(path.c_str(), O_RDWR | O_CLOEXEC));
        if (!device) return linux::last_error("open " + path);
        if (ioctl(device.number(), LOOP_CONFIGURE, &config) == 0)
            return std::pair(std::move(device), path);
        if (errno != EBUSY) return linux::last_error("attach " + image);
    }
    return Error(ErrorCode::unavailable, "no loop device stayed free");
}

Result<> open_image(const std::string& folder, std::uint64_t bytes) {
    auto image = image_of(folder);
    ATLAS_TRY(make_image(image, bytes));
    auto [device, path] = ATLAS_TRY(attach_image(image));
    // noinit_itable: zeroing inode tables in the background would only fill the sparse image.
    if (mount(path.c_str(), folder.c_str(), "ext4", MS_NOSUID | MS_NODEV, "noinit_itable") != 0)
        return linux::last_error("mount " + image);
    return {};
}

}  // namespace

DiskKind disk_kind() {
    bool has_loop = access("/dev/loop-control", R_OK | W_OK) == 0;
    return has_loop && access(mkfs, X_OK) == 0 ? DiskKind::image : DiskKind::unlimited;
}

std::string_view name_of(DiskKind kind) {
    return kind == DiskKind::image ? "sparse images on loop devices"
                                   : "no limit (no loop devices or no mkfs.ext4 on this machine)";
}

Result<> open_disk(const std::string& folder, std::uint64_t bytes) {
    if (is_mounted(folder)) return {};
    linux::SystemFileSystem files;
    auto kind = disk_kind();
    if (kind == DiskKind::unlimited) return files.make_directories(folder);
    ATLAS_TRY(close_disk(folder));
    ATLAS_TRY(files.make_directories(folder));
    auto opened = open_image(folder, bytes);
    if (!opened) (void)close_disk(folder);
    return opened;
}

Result<DiskUse> read_disk_use(const std::string& folder) {
    // For a folder that is not a mount, statvfs describes the file system it is on.
    if (!is_mounted(folder)) return Error(ErrorCode::not_found, folder + " has no size");
    struct stat image{};
    if (stat(image_of(folder).c_str(), &image) != 0)
        return linux::last_error("stat " + image_of(folder));
    struct statvfs disk{};
    if (statvfs(folder.c_str(), &disk) != 0) return linux::last_error("statvfs " + folder);
    return DiskUse{
        (disk.f_blocks - disk.f_bfree) * disk.f_frsize, static_cast<std::uint64_t>(image.st_size)
    };
}

Result<> close_disk(const std::string& folder) {
    linux::SystemFileSystem files;
    if (!files.exists(folder) && !files.exists(image_of(folder))) return {};
    // Unmount first: removing the folder must not reach into another file system.
    ATLAS_TRY(unmount_root(folder));
    if (unlink(image_of(folder).c_str()) != 0 && errno != ENOENT)
        return linux::last_error("remove " + image_of(folder));
    return linux::remove_tree(files, folder);
}

Result<> close_disks(const std::string& above) {
    linux::SystemFileSystem files;
    auto names = files.list(above);
    if (!names) return {};
    for (auto name : names.value()) {
        if (name.ends_with(".img")) name.resize(name.size() - 4);
        ATLAS_TRY(close_disk(above + "/" + name));
    }
    return linux::remove_tree(files, above);
}

}  // namespace atlas::container
