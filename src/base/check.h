// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace atlas {

/// Prints what had to hold and ends the process. On in release too: a wrong belief of ours is not
/// carried on, and restart with re-adoption is a tested path. Never for input from outside. `file`
/// is a name without its folder, so that a program is the same wherever it was built.
[[noreturn]] void check_failed(
    std::string_view condition, std::string_view why, std::string_view file, int line
);

#define ATLAS_CHECK(condition, why)                                            \
    do {                                                                       \
        if (!(condition)) [[unlikely]]                                         \
            ::atlas::check_failed(#condition, (why), __FILE_NAME__, __LINE__); \
    } while (false)

}  // namespace atlas
