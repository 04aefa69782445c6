// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <fmt/core.h>

namespace atlas::cli {

/// Writes data to stdout. All output goes through this function, so that a full disk or a closed
/// pipe is noticed.
void write_out(std::string_view text);

template <typename... Args>
void print_out(fmt::format_string<Args...> format, Args&&... args) {
    write_out(fmt::format(format, std::forward<Args>(args)...));
}

/// Flushes stdout; false if any output since the start was lost.
bool flush_out();

}  // namespace atlas::cli
