// SPDX-License-Identifier: Apache-2.0
#include "linux/kernel_file.h"

#include <fcntl.h>
#include <unistd.h>

#include "linux/error.h"
#include "linux/fd.h"

namespace atlas::linux {

Result<std::string> read_kernel_file(const std::string& path) {
    Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) return last_error("open " + path);
    std::string text;
    char buffer[4096];
    for (;;) {
        auto count = ::read(file.number(), buffer, sizeof buffer);
        if (count < 0) return last_error("read " + path);
        if (count == 0) return text;
        text.append(buffer, static_cast<std::size_t>(count));
    }
}

}  // namespace atlas::linux
