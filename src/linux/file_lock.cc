// SPDX-License-Identifier: Apache-2.0
#include "linux/file_lock.h"

#include <cerrno>

#include <fcntl.h>
#include <sys/file.h>

#include "linux/error.h"

namespace atlas::linux {

Result<Fd> lock_file(const std::string& path) {
    Fd file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
    if (!file) return last_error("open " + path);
    while (::flock(file.number(), LOCK_EX) != 0) {
        if (errno != EINTR) return last_error("lock " + path);
    }
    return file;
}

}  // namespace atlas::linux
