// SPDX-License-Identifier: Apache-2.0
#include "linux/free_room.h"

#include <cerrno>

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "linux/error.h"
#include "linux/fd.h"

namespace atlas::linux {

Result<std::uint64_t> free_room(const std::string& path) {
    struct statvfs disk{};
    if (::statvfs(path.c_str(), &disk) != 0) return last_error("ask the room of " + path);
    const auto blocks = ::geteuid() == 0 ? disk.f_bfree : disk.f_bavail;
    return static_cast<std::uint64_t>(blocks) * disk.f_frsize;
}

Result<> reserve_room(const std::string& path, std::uint64_t bytes) {
    const Fd file(::open(path.c_str(), O_RDWR | O_CLOEXEC));
    if (!file) return last_error("open " + path);
    while (::fallocate(file.number(), FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(bytes)) != 0) {
        if (errno != EINTR) return last_error("reserve room in " + path);
    }
    return {};
}

}  // namespace atlas::linux
