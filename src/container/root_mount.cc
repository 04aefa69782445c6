// SPDX-License-Identifier: Apache-2.0
#include "container/root_mount.h"

#include <ranges>
#include <thread>

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "linux/error.h"
#include "linux/fd.h"

namespace atlas::container {

namespace {

constexpr std::size_t layers_max = 500;  // overlayfs's own limit

/// A detached mount of the layer with owners mapped into `users`.
Result<linux::Fd> map_layer(const std::string& layer, const ContainerUsers& users) {
    linux::Fd tree(open_tree(AT_FDCWD, layer.c_str(), OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC));
    if (!tree) return linux::last_error("open " + layer);
    mount_attr attributes{};
    attributes.attr_set = MOUNT_ATTR_IDMAP | MOUNT_ATTR_RDONLY;
    attributes.userns_fd = static_cast<std::uint64_t>(users.descriptor);
    if (mount_setattr(tree.number(), "", AT_EMPTY_PATH, &attributes, sizeof attributes) != 0)
        return linux::last_error("map the owners of " + layer);
    return tree;
}

/// Attaches the mapped layers at ./0, ./1, … of a tmpfs over `place` and leaves the thread's
/// working directory there: with short names all of them fit into one page of mount options.
Result<std::string> attach_layers(const LayeredRoot& root, const std::string& place) {
    if (mount("tmpfs", place.c_str(), "tmpfs", 0, "mode=700") != 0)
        return linux::last_error("mount tmpfs at " + place);
    if (chdir(place.c_str()) != 0) return linux::last_error("chdir " + place);
    std::string names;
    for (std::size_t index = root.layers.size(); index-- > 0;) {
        auto name = std::to_string(index);
        auto tree = ATLAS_TRY(map_layer(root.layers[index], *root.users));
        if (mkdir(name.c_str(), 0755) != 0) return linux::last_error("mkdir " + name);
        if (move_mount(tree.number(), "", AT_FDCWD, name.c_str(), MOVE_MOUNT_F_EMPTY_PATH) != 0)
            return linux::last_error("attach " + root.layers[index]);
        names += (names.empty() ? "" : ":") + name;
    }
    return names;
}

/// The overlay as a detached mount.
Result<linux::Fd> make_overlay(const LayeredRoot& root, const std::string& layers) {
    linux::Fd context(fsopen("overlay", FSOPEN_CLOEXEC));
    if (!context) return linux::last_error("fsopen overlay");
    for (const auto& [name, value] :
         {std::pair("lowerdir", layers),
          std::pair("upperdir", root.upper),
          std::pair("workdir", root.work)}) {
        if (fsconfig(context.number(), FSCONFIG_SET_STRING, name, value.c_str(), 0) != 0)
            return linux::last_error(std::string("overlay ") + name);
    }
    if (fsconfig(context.number(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) != 0)
        return linux::last_error("make an overlay (with mapped layers: Linux 5.19 or newer)");
    linux::Fd made(fsmount(context.number(), FSMOUNT_CLOEXEC, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV)
    );
    if (!made) return linux::last_error("mount an overlay");
    return made;
}

/// Runs on a thread of its own, which enters a copy of the mount namespace to attach the layers,
/// and returns to attach only the overlay. The layers' mounts stay in the copy.
Result<> mount_mapped(const LayeredRoot& root, const std::string& target) {
    if (chown(root.upper.c_str(), root.users->first, root.users->first) != 0)
        return linux::last_error("chown " + root.upper);
    linux::Fd here(open("/proc/thread-self/ns/mnt", O_RDONLY | O_CLOEXEC));
    if (!here || unshare(CLONE_NEWNS) != 0) return linux::last_error("leave the mounts");
    if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
        return linux::last_error("keep mounts private");
    auto layers = ATLAS_TRY(attach_layers(root, target));
    auto overlay = ATLAS_TRY(make_overlay(root, layers));
    if (setns(here.number(), CLONE_NEWNS) != 0) return linux::last_error("return to the mounts");
    if (move_mount(overlay.number(), "", AT_FDCWD, target.c_str(), MOVE_MOUNT_F_EMPTY_PATH) != 0)
        return linux::last_error("attach the overlay at " + target);
    return {};
}

Result<> mount_plain(const LayeredRoot& root, const std::string& target) {
    std::string options = "lowerdir=";
    for (const auto& layer : std::views::reverse(root.layers))
        options += (options.ends_with('=') ? "" : ":") + layer;
    options += ",upperdir=" + root.upper + ",workdir=" + root.work;
    if (options.size() >= 4096)
        return Error(ErrorCode::invalid_argument, "too many layers for one overlay");
    if (mount("overlay", target.c_str(), "overlay", 0, options.c_str()) != 0)
        return linux::last_error("mount overlay at " + target);
    return {};
}

}  // namespace

Result<> mount_layers(const LayeredRoot& root, const std::string& target) {
    if (!root.users) return mount_plain(root, target);
    if (root.layers.size() > layers_max)
        return Error(ErrorCode::invalid_argument, "too many layers for one overlay");
    Result<> result;
    std::thread([&] { result = mount_mapped(root, target); }).join();
    return result;
}

Result<> mount_host_root(const std::string& target) {
    if (mount("/", target.c_str(), nullptr, MS_BIND, nullptr) != 0)
        return linux::last_error("bind / at " + target);
    // Mount events must not propagate between this mount and the host's.
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
