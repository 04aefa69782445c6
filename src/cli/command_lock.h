// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"
#include "linux/fd.h"

namespace atlas::cli {

/// `up` and `down` of one home exclude each other, and themselves: held as long as it lives, free
/// after any death.
class CommandLock {
public:
    /// conflict: names the command that holds it, and its pid.
    static Result<CommandLock> take(const std::string& home, const std::string& verb);

private:
    explicit CommandLock(linux::Fd file) : file_(std::move(file)) {}
    linux::Fd file_;
};

}  // namespace atlas::cli
