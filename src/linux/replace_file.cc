// SPDX-License-Identifier: Apache-2.0
#include "linux/replace_file.h"

#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "linux/error.h"
#include "linux/fd.h"

namespace atlas::linux {
namespace {

Result<> write_all(const Fd& file, const std::string& content, const std::string& path) {
    for (std::size_t done = 0; done < content.size();) {
        auto count = ::write(file.number(), content.data() + done, content.size() - done);
        if (count < 0) return last_error("write " + path);
        done += static_cast<std::size_t>(count);
    }
    return {};
}

Result<> give(const std::string& path, Owner owner) {
    if (owner < 0) return {};
    auto id = static_cast<unsigned>(owner);
    if (::chown(path.c_str(), id, id) < 0) return last_error("chown " + path);
    return {};
}

// The rename itself must be on the disk before anybody is told.
Result<> sync_directory(const std::string& path) {
    auto folder = std::filesystem::path(path).parent_path();
    Fd directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory) return last_error("open " + folder.string());
    if (::fsync(directory.number()) < 0) return last_error("fsync " + folder.string());
    return {};
}

}  // namespace

Result<> replace_file(const std::string& path, const std::string& content, Owner owner) {
    auto beside = path + ".new";
    Fd file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!file) return last_error("create " + beside);
    ATLAS_TRY(write_all(file, content, beside));
    ATLAS_TRY(give(beside, owner));
    if (::fsync(file.number()) < 0) return last_error("fsync " + beside);
    if (::rename(beside.c_str(), path.c_str()) < 0) return last_error("rename to " + path);
    return sync_directory(path);
}

Result<std::string> read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return last_error("open " + path);
    return std::string(std::istreambuf_iterator<char>(file), {});
}

Result<> make_directory(const std::string& path, Owner owner) {
    std::error_code failed;
    std::filesystem::create_directories(path, failed);
    if (failed) return error_of(failed.value(), "create " + path);
    if (::chmod(path.c_str(), 0700) < 0) return last_error("chmod " + path);
    return give(path, owner);
}

}  // namespace atlas::linux
