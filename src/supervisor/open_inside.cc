// SPDX-License-Identifier: Apache-2.0
#include "supervisor/open_inside.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "linux/error.h"

namespace atlas::supervisor {

Result<linux::Fd> open_inside(const std::string& root, const std::string& path, int flags) {
    linux::Fd folder(open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!folder) return linux::last_error("open " + root);
    open_how how{};
    how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC);
    if (flags & O_CREAT) how.mode = 0644;
    how.resolve = RESOLVE_IN_ROOT;
    linux::Fd file(
        static_cast<int>(syscall(SYS_openat2, folder.number(), path.c_str(), &how, sizeof how))
    );
    if (!file) return linux::last_error("open " + path + " inside");
    return file;
}

Result<std::string> load_inside(const std::string& root, const std::string& path) {
    auto file = ATLAS_TRY(open_inside(root, path, O_RDONLY));
    std::string text;
    char buffer[16384];
    for (;;) {
        auto count = read(file.number(), buffer, sizeof buffer);
        if (count < 0) return linux::last_error("read " + path + " inside");
        if (count == 0) return text;
        text.append(buffer, static_cast<std::size_t>(count));
        if (text.size() > (16 << 20))
            return Error(ErrorCode::exhausted, path + " inside is too large");
    }
}

}  // namespace atlas::supervisor
