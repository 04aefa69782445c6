// SPDX-License-Identifier: Apache-2.0
#include "cli/command_lock.h"

#include <unistd.h>

#include "linux/error.h"
#include "linux/file_lock.h"
#include "linux/replace_file.h"

namespace atlas::cli {

Result<CommandLock> CommandLock::take(const std::string& home, const std::string& verb) {
    auto path = home + "/command";
    auto file = linux::try_lock_file(path);
    if (!file && file.error().code() == ErrorCode::conflict) {
        auto holder = linux::read_file(path);
        return Error(
            ErrorCode::conflict,
            (holder ? holder.value() : "another atlas") + " is at work in " + home
        );
    }
    if (!file) return file.error();
    auto text = "atlas " + verb + " (pid " + std::to_string(::getpid()) + ")";
    auto size = static_cast<ssize_t>(text.size());
    if (::ftruncate(file.value().number(), 0) < 0 ||
        ::pwrite(file.value().number(), text.data(), text.size(), 0) != size)
        return linux::last_error("write " + path);
    return CommandLock(std::move(file).value());
}

}  // namespace atlas::cli
