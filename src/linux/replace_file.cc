// SPDX-License-Identifier: Apache-2.0
#include "linux/replace_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include "linux/error.h"

namespace atlas::linux {
namespace {

Result<> give(const std::string& path, Owner owner) {
    if (owner < 0) return {};
    auto id = static_cast<unsigned>(owner);
    if (::chown(path.c_str(), id, id) < 0) return last_error("chown " + path);
    return {};
}

struct Manner {
    Owner owner = -1;
    bool synced = true;
};

Result<> replace(
    FileSystem& files, const std::string& path, std::string_view bytes, const Manner& manner
) {
    auto beside = path + ".tmp";
    {
        auto file = ATLAS_TRY(files.open(beside, OpenMode::create));
        // A writer that died may have left a longer file.
        ATLAS_TRY(file->truncate(0));
        // Before the write, so that the sync makes the owner durable too.
        ATLAS_TRY(give(beside, manner.owner));
        ATLAS_TRY(file->write_at(0, bytes));
        if (manner.synced) ATLAS_TRY(file->sync());
    }
    ATLAS_TRY(files.rename(beside, path));
    // The rename must be durable before the caller learns of it.
    return manner.synced ? files.sync_directory(directory_of(path)) : Result<>{};
}

}  // namespace

Result<> replace_file(FileSystem& files, const std::string& path, std::string_view bytes) {
    return replace(files, path, bytes, {});
}

Result<> replace_file(const std::string& path, std::string_view bytes, Owner owner) {
    SystemFileSystem files;
    return replace(files, path, bytes, {owner, true});
}

Result<> replace_unsynced(const std::string& path, std::string_view bytes) {
    SystemFileSystem files;
    return replace(files, path, bytes, {-1, false});
}

Result<std::string> read_file(const std::string& path) {
    SystemFileSystem files;
    return load_file(files, path);
}

Result<> make_directory(const std::string& path, Owner owner) {
    SystemFileSystem files;
    ATLAS_TRY(files.make_directories(path));
    if (::chmod(path.c_str(), 0700) < 0) return last_error("chmod " + path);
    return give(path, owner);
}

}  // namespace atlas::linux
