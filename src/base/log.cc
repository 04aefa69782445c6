// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <atomic>
#include <chrono>
#include <string>

#include <unistd.h>

#include "base/time_format.h"

namespace atlas::log {
namespace {

std::atomic<Level> threshold{Level::info};

std::string_view name(Level level) {
    switch (level) {
        case Level::debug:
            return "debug";
        case Level::info:
            return "info";
        case Level::warning:
            return "warning";
        case Level::error:
            return "error";
    }
    return "?";
}

}  // namespace

void set_level(Level level) {
    threshold.store(level, std::memory_order_relaxed);
}
bool enabled(Level level) {
    return level >= threshold.load(std::memory_order_relaxed);
}

void write(
    Level level, std::string_view area, fmt::string_view format, fmt::format_args arguments
) {
    std::string text = format_iso8601_ms(std::chrono::system_clock::now());
    text.append(1, ' ').append(name(level)).append(1, ' ').append(area).append(1, ' ');
    text += fmt::vformat(format, arguments);
    // A line break in logged input must not forge a line of its own.
    for (char& character : text) {
        if (character == '\n' || character == '\r') character = ' ';
    }
    text += '\n';
    // One write(2) per line, so that lines of several threads do not interleave. A failure has
    // nowhere to be reported.
    [[maybe_unused]] auto written = ::write(STDERR_FILENO, text.data(), text.size());
}

}  // namespace atlas::log
