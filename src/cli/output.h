// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <fmt/core.h>

namespace atlas::cli {

/// Data on stdout: all of it goes through here, so that a full disk or a closed pipe is noticed.
void write_out(std::string_view text);

template <typename... Args>
void print_out(fmt::format_string<Args...> format, Args&&... args) {
    write_out(fmt::format(format, std::forward<Args>(args)...));
}

/// Lets out what is still held back; false: not all that was printed has arrived.
bool flush_out();

}  // namespace atlas::cli
