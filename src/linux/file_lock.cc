// SPDX-License-Identifier: Apache-2.0
#include "linux/file_lock.h"

#include <cerrno>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "linux/error.h"

namespace atlas::linux {

namespace {

/// Whether the open file is still the one with this name.
bool is_at(const Fd& file, const std::string& path) {
    struct stat open_file{};
    struct stat named{};
    return ::fstat(file.number(), &open_file) == 0 && ::stat(path.c_str(), &named) == 0 &&
           open_file.st_ino == named.st_ino && open_file.st_dev == named.st_dev;
}

Result<Fd> lock(const std::string& path, int operation) {
    for (;;) {
        Fd file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
        if (!file) return last_error("open " + path);
        if (::fchmod(file.number(), 0600) != 0) return last_error("chmod " + path);
        while (::flock(file.number(), operation) != 0) {
            if (errno == EWOULDBLOCK) return Error(ErrorCode::conflict, path + " is locked");
            if (errno != EINTR) return last_error("lock " + path);
        }
        // The holder that was waited for may have removed the file; its lock then guards nothing.
        if (is_at(file, path)) return file;
    }
}

}  // namespace

Result<Fd> lock_file(const std::string& path) {
    return lock(path, LOCK_EX);
}

Result<Fd> try_lock_file(const std::string& path) {
    return lock(path, LOCK_EX | LOCK_NB);
}

}  // namespace atlas::linux
