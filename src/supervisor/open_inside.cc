// SPDX-License-Identifier: Apache-2.0
#include "supervisor/open_inside.h"

#include <cerrno>

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "linux/error.h"

namespace atlas::supervisor {

namespace {

constexpr std::size_t bytes_max = 16 << 20;

Result<linux::Fd> open_in_root(const std::string& root, const std::string& path, int flags) {
    linux::Fd folder(open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!folder) return linux::last_error("open " + root);
    open_how how{};
    how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC);
    if (flags & O_CREAT) how.mode = 0644;
    how.resolve = RESOLVE_IN_ROOT;
    linux::Fd opened(
        static_cast<int>(syscall(SYS_openat2, folder.number(), path.c_str(), &how, sizeof how))
    );
    if (opened) return opened;
    // A path below something that is no folder does not exist either.
    if (errno == ENOTDIR && !(flags & O_DIRECTORY)) errno = ENOENT;
    return linux::last_error("open " + path + " inside");
}

}  // namespace

// A descriptor with O_PATH does not open the file: its kind is known before anything is.
Result<linux::Fd> open_file_inside(const std::string& root, const std::string& path, int flags) {
    auto found = ATLAS_TRY(open_in_root(root, path, O_PATH));
    struct stat status{};
    if (fstat(found.number(), &status) != 0) return linux::last_error("stat " + path + " inside");
    if (!S_ISREG(status.st_mode))
        return Error(ErrorCode::invalid_argument, path + " inside is not a regular file");
    auto same = "/proc/self/fd/" + std::to_string(found.number());
    linux::Fd file(open(same.c_str(), flags | O_CLOEXEC));
    if (!file) return linux::last_error("open " + path + " inside");
    return file;
}

Result<linux::Fd> make_file_inside(const std::string& root, const std::string& path) {
    // O_EXCL would refuse dangling links too.
    auto there = open_in_root(root, path, O_PATH);
    if (there) return Error(ErrorCode::already_exists, path + " inside is there already");
    if (there.error().code() != ErrorCode::not_found) return there;
    return open_in_root(root, path, O_WRONLY | O_CREAT | O_NONBLOCK);
}

Result<linux::Fd> open_folder_inside(const std::string& root, const std::string& path) {
    return open_in_root(root, path, O_RDONLY | O_DIRECTORY);
}

Result<std::string> load_inside(const std::string& root, const std::string& path) {
    auto file = ATLAS_TRY(open_file_inside(root, path, O_RDONLY));
    std::string text;
    char buffer[16384];
    for (;;) {
        auto count = read(file.number(), buffer, sizeof buffer);
        if (count < 0) return linux::last_error("read " + path + " inside");
        if (count == 0) return text;
        text.append(buffer, static_cast<std::size_t>(count));
        if (text.size() > bytes_max)
            return Error(ErrorCode::exhausted, path + " inside is larger than 16 MiB");
    }
}

}  // namespace atlas::supervisor
