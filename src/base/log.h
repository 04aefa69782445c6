// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include <fmt/core.h>

/// The process's own log, written to stderr with one line per event:
///
///     2026-11-22T20:49:43.934Z info area text
///
/// `area` names the part of the program. Line breaks in the text become spaces. Never log secrets,
/// tokens or request bodies. Any thread.
namespace atlas::log {

enum class Level : std::uint8_t { debug, info, warning, error };

/// Lines below this level are neither formatted nor written. The default is info.
void set_level(Level level);
bool enabled(Level level);
/// Writes whatever the level; the functions below check it first.
void write(Level level, std::string_view area, fmt::string_view format, fmt::format_args arguments);

template <typename... Args>
void line(Level level, std::string_view area, fmt::format_string<Args...> format, Args&&... args) {
    if (enabled(level)) write(level, area, format, fmt::make_format_args(args...));
}
template <typename... Args>
void debug(std::string_view area, fmt::format_string<Args...> format, Args&&... args) {
    line(Level::debug, area, format, std::forward<Args>(args)...);
}
template <typename... Args>
void info(std::string_view area, fmt::format_string<Args...> format, Args&&... args) {
    line(Level::info, area, format, std::forward<Args>(args)...);
}
template <typename... Args>
void warning(std::string_view area, fmt::format_string<Args...> format, Args&&... args) {
    line(Level::warning, area, format, std::forward<Args>(args)...);
}
template <typename... Args>
void error(std::string_view area, fmt::format_string<Args...> format, Args&&... args) {
    line(Level::error, area, format, std::forward<Args>(args)...);
}

}  // namespace atlas::log
