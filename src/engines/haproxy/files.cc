// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/files.h"

#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "linux/error.h"
#include "linux/fd.h"

namespace atlas::engines::haproxy {

Result<> replace_file(const std::string& path, const std::string& content, unsigned uid) {
    auto beside = path + ".new";
    linux::Fd file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!file) return linux::last_error("create " + beside);
    for (std::size_t done = 0; done < content.size();) {
        auto count = ::write(file.number(), content.data() + done, content.size() - done);
        if (count < 0) return linux::last_error("write " + beside);
        done += static_cast<std::size_t>(count);
    }
    if (::fchown(file.number(), uid, uid) < 0) return linux::last_error("chown " + beside);
    if (::fsync(file.number()) < 0) return linux::last_error("fsync " + beside);
    if (::rename(beside.c_str(), path.c_str()) < 0) return linux::last_error("rename to " + path);
    return {};
}

std::optional<std::string> read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(file), {});
}

Result<> make_directory(const std::string& path, unsigned uid) {
    std::error_code failed;
    std::filesystem::create_directories(path, failed);
    if (failed) return linux::error_of(failed.value(), "create folder " + path);
    for (const auto& folder :
         {std::filesystem::path(path), std::filesystem::path(path).parent_path()}) {
        ::chmod(folder.c_str(), 0700);
        if (::chown(folder.c_str(), uid, uid) < 0)
            return linux::last_error("chown " + folder.string());
    }
    return {};
}

}  // namespace atlas::engines::haproxy
