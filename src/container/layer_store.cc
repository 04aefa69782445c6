// SPDX-License-Identifier: Apache-2.0
#include "container/layer_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "container/disk_room.h"
#include "container/unpack_layer.h"
#include "linux/error.h"
#include "linux/fd.h"
#include "linux/file_system.h"

namespace atlas::container {

namespace {

constexpr std::size_t digest_length = 7 + 64;
// Names are "<20 digits>-<11 digits>", and "….partial" or "….retired" while they are not to be
// found.
constexpr std::size_t digest_digits = 20;
constexpr std::size_t diff_id_digits = 11;
constexpr std::size_t name_length = digest_digits + 1 + diff_id_digits;
constexpr std::string_view partial_mark = ".partial";
constexpr std::string_view retired_mark = ".retired";

/// Syncs the whole file system of the folder: a layer has many files, and one call is cheapest.
Result<> sync_whole(const std::string& path) {
    linux::Fd folder(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder) return linux::last_error("open " + path);
    if (syncfs(folder.number()) != 0) return linux::last_error("syncfs " + path);
    return {};
}

bool is_digest(const std::string& text) {
    return text.size() == digest_length && text.starts_with("sha256:") &&
           text.find_first_not_of("0123456789abcdef", 7) == text.npos;
}

/// The common prefix of the folder names of a layer.
std::string name_of(const std::string& digest) {
    return digest.substr(7, digest_digits) + "-";
}

}  // namespace

Result<std::unique_ptr<LayerStore>> LayerStore::open(const std::string& root) {
    linux::SystemFileSystem files;
    ATLAS_TRY(files.make_directories(root));
    UnpackLimits limits;
    limits.reserve_bytes = reserve_of(root);
    return open(root, limits);
}

Result<std::unique_ptr<LayerStore>> LayerStore::open(
    const std::string& root, const UnpackLimits& limits
) {
    linux::SystemFileSystem files;
    ATLAS_TRY(files.make_directories(root));
    if (chmod(root.c_str(), 0700) != 0) return linux::last_error("chmod " + root);
    for (const auto& name : ATLAS_TRY(files.list(root))) {
        if (!name.ends_with(partial_mark)) continue;
        // Leftovers do no harm: unpacking this layer removes them first.
        if (auto removed = linux::remove_tree(files, root + "/" + name); !removed)
            log::warning("container", "{}", removed.error().message());
    }
    return std::unique_ptr<LayerStore>(new LayerStore(root, limits));
}

// Prefixes of the digests are unique enough, and shorter paths let twice as many layers fit into
// the mount options.
std::string LayerStore::path_of(const LayerId& layer) const {
    return root_ + "/" + name_of(layer.digest) + layer.diff_id.substr(7, diff_id_digits);
}

std::optional<std::string> LayerStore::find(const std::string& digest) const {
    linux::SystemFileSystem files;
    auto names = files.list(root_);
    if (!is_digest(digest) || !names) return std::nullopt;
    for (const auto& name : names.value()) {
        if (name.starts_with(name_of(digest)) && name.size() == name_length)
            return root_ + "/" + name;
    }
    return std::nullopt;
}

Result<std::string> LayerStore::ensure(const LayerId& layer, const std::string& file) {
    for (const auto& digest : {layer.digest, layer.diff_id}) {
        if (!is_digest(digest))
            return Error(ErrorCode::invalid_argument, "'" + digest + "' is not a sha256 digest");
    }
    const auto path = path_of(layer);
    {
        std::unique_lock lock(mutex_);
        finished_.wait(lock, [&] { return !unpacking_.contains(path); });
        if (access(path.c_str(), F_OK) == 0) return path;
        unpacking_.insert(path);
    }
    auto result = unpack(layer, file);
    {
        std::scoped_lock lock(mutex_);
        unpacking_.erase(path);
    }
    finished_.notify_all();
    ATLAS_TRY(std::move(result).during("unpack " + layer.digest));
    return path;
}

Result<> LayerStore::unpack(const LayerId& layer, const std::string& file) const {
    linux::SystemFileSystem files;
    auto path = path_of(layer);
    auto partial = path + std::string(partial_mark);
    ATLAS_TRY(linux::remove_tree(files, partial));
    ATLAS_TRY(files.make_directories(partial));
    chmod(partial.c_str(), 0755);
    auto unpacked = unpack_layer(file, layer, partial, limits_);
    if (unpacked) unpacked = sync_whole(partial);
    if (!unpacked) {
        if (auto removed = linux::remove_tree(files, partial); !removed)
            log::warning("container", "{}", removed.error().message());
        return unpacked;
    }
    ATLAS_TRY(files.rename(partial, path));
    return files.sync_directory(root_);
}

Result<> LayerStore::retire_all_but(const std::set<std::string>& folders) {
    linux::SystemFileSystem files;
    std::scoped_lock lock(mutex_);
    for (const auto& name : ATLAS_TRY(files.list(root_))) {
        auto path = root_ + "/" + name;
        if (folders.contains(path) || name.ends_with(partial_mark) || name.ends_with(retired_mark))
            continue;
        ATLAS_TRY(files.rename(path, path + std::string(retired_mark)));
    }
    return {};
}

Result<> LayerStore::remove_retired() {
    linux::SystemFileSystem files;
    for (const auto& name : ATLAS_TRY(files.list(root_))) {
        if (name.ends_with(retired_mark)) ATLAS_TRY(linux::remove_tree(files, root_ + "/" + name));
    }
    return {};
}

}  // namespace atlas::container
