// SPDX-License-Identifier: Apache-2.0
#include "container/layer_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "container/unpack_layer.h"
#include "linux/error.h"
#include "linux/fd.h"
#include "linux/file_system.h"

namespace atlas::container {

namespace {

constexpr std::size_t digest_length = 7 + 64;
constexpr std::string_view partial_mark = ".partial";
constexpr std::string_view retired_mark = ".retired";

/// All data of the file system that holds this folder: a layer is many files, one call is cheapest.
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

}  // namespace

Result<std::unique_ptr<LayerStore>> LayerStore::open(
    const std::string& root, std::uint64_t layer_bytes_max
) {
    linux::SystemFileSystem files;
    ATLAS_TRY(files.make_directories(root));
    if (chmod(root.c_str(), 0700) != 0) return linux::last_error("chmod " + root);
    for (const auto& name : ATLAS_TRY(files.list(root))) {
        if (!name.ends_with(partial_mark)) continue;
        // What stays of it is in nobody's way until that layer is wanted again.
        if (auto removed = linux::remove_tree(files, root + "/" + name); !removed)
            log::warning("container", "{}", removed.error().message());
    }
    return std::unique_ptr<LayerStore>(new LayerStore(root, layer_bytes_max));
}

// Half a digest names a layer well enough, and twice as many folders fit into mount options.
std::string LayerStore::path_of(const std::string& digest) const {
    return root_ + "/" + digest.substr(7, 32);
}

std::optional<std::string> LayerStore::find(const std::string& digest) const {
    if (!is_digest(digest)) return std::nullopt;
    auto path = path_of(digest);
    if (access(path.c_str(), F_OK) != 0) return std::nullopt;
    return path;
}

Result<std::string> LayerStore::ensure(const std::string& digest, const std::string& file) {
    if (!is_digest(digest))
        return Error(ErrorCode::invalid_argument, "'" + digest + "' is not a sha256 digest");
    {
        std::unique_lock lock(mutex_);
        finished_.wait(lock, [&] { return !unpacking_.contains(digest); });
        if (auto path = find(digest)) return *path;
        unpacking_.insert(digest);
    }
    auto result = unpack(digest, file);
    {
        std::scoped_lock lock(mutex_);
        unpacking_.erase(digest);
    }
    finished_.notify_all();
    ATLAS_TRY(std::move(result).during("unpack " + digest));
    return path_of(digest);
}

Result<> LayerStore::unpack(const std::string& digest, const std::string& file) const {
    linux::SystemFileSystem files;
    auto path = path_of(digest);
    auto partial = path + std::string(partial_mark);
    ATLAS_TRY(linux::remove_tree(files, partial));
    ATLAS_TRY(files.make_directories(partial));
    chmod(partial.c_str(), 0755);
    auto unpacked = unpack_layer(file, digest, partial, layer_bytes_max_);
    if (unpacked) unpacked = sync_whole(partial);
    if (!unpacked) {
        (void)linux::remove_tree(files, partial);
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
