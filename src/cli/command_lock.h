// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"
#include "linux/fd.h"

namespace atlas::cli {

/// At most one `up` or `down` runs per home. The lock is held as long as this object lives; the
/// kernel releases it if the process dies.
class CommandLock {
public:
    /// conflict: another command holds the lock; the message has its name and pid.
    static Result<CommandLock> take(const std::string& home, const std::string& verb);

private:
    explicit CommandLock(linux::Fd file) : file_(std::move(file)) {}
    linux::Fd file_;
};

}  // namespace atlas::cli
