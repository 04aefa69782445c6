// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace atlas {

/// Prints the violated condition to stderr and aborts. Use ATLAS_CHECK for invariants of our own
/// code, never for input from outside. It is active in release builds too: after a restart, Atlas
/// re-adopts what is running, which is safer than continuing from a state that must not exist.
/// `file` is a name without its folder, so that a binary does not depend on where it was built.
[[noreturn]] void check_failed(
    std::string_view condition, std::string_view why, std::string_view file, int line
);

#define ATLAS_CHECK(condition, why)                                            \
    do {                                                                       \
        if (!(condition)) [[unlikely]]                                         \
            ::atlas::check_failed(#condition, (why), __FILE_NAME__, __LINE__); \
    } while (false)

}  // namespace atlas
