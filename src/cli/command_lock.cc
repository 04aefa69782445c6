// SPDX-License-Identifier: Apache-2.0
#include "cli/command_lock.h"

#include <unistd.h>

#include "linux/file_lock.h"
#include "linux/replace_file.h"

namespace atlas::cli {

Result<CommandLock> CommandLock::take(const std::string& home, const std::string& verb) {
    auto path = home + "/command";
    auto file = linux::try_lock_file(path);
    if (!file && file.error().code() == ErrorCode::conflict) {
        auto text = linux::read_file(path);
        auto holder = text && !text.value().empty() ? text.value() : "another atlas";
        return Error(ErrorCode::conflict, holder + " is at work in " + home);
    }
    if (!file) return file.error();
    // Writing the name may fail on a full disk, where `down` must still work.
    auto text = "atlas " + verb + " (pid " + std::to_string(::getpid()) + ")";
    if (::ftruncate(file.value().number(), 0) == 0) [[maybe_unused]]
        auto written = ::pwrite(file.value().number(), text.data(), text.size(), 0);
    return CommandLock(std::move(file).value());
}

}  // namespace atlas::cli
