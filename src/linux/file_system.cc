// SPDX-License-Identifier: Apache-2.0
#include "linux/file_system.h"

namespace atlas::linux {

std::string directory_of(const std::string& path) {
    auto slash = path.rfind('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

Result<std::string> load_file(FileSystem& files, const std::string& path, std::size_t bytes_max) {
    auto file = ATLAS_TRY(files.open(path, OpenMode::read));
    auto size = ATLAS_TRY(file->size());
    if (size > bytes_max) {
        return Error(ErrorCode::exhausted, "load " + path + ": more than expected");
    }
    std::string bytes(size, '\0');
    auto read = ATLAS_TRY(file->read_at(0, bytes));
    bytes.resize(read);
    return bytes;
}

Result<> remove_tree(FileSystem& files, const std::string& path) {
    // Try to remove first and list only a directory that is not empty: a symbolic link is removed
    // itself and never followed.
    auto removed = files.remove(path);
    if (removed || removed.error().code() == ErrorCode::not_found) return {};
    if (removed.error().code() != ErrorCode::conflict) return removed;
    for (const auto& name : ATLAS_TRY(files.list(path)))
        ATLAS_TRY(remove_tree(files, path + "/" + name));
    return files.remove(path);
}

}  // namespace atlas::linux
