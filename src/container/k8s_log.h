// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/time_format.h"

namespace atlas::container {

/// One complete line that a container printed, as UTF-8.
struct PrintedLine {
    Time at;
    bool from_stderr = false;
    std::string text;
    bool repaired = false;              // it was not valid UTF-8
    std::size_t unreadable_before = 0;  // unreadable records skipped before it
};

/// Parses conmon's log format incrementally: `2026-11-22T20:49:43.934697020+00:00 stdout F text`.
/// Tag `P` marks a partial line, which is joined with the following records of its stream.
/// Containers write bytes: invalid UTF-8 becomes U+FFFD. Unreadable records are skipped and
/// counted. Lines longer than 256 KiB are split at character boundaries. One thread.
class K8sLogReader {
public:
    /// Takes the next bytes of the file and calls `line` for each line that is complete.
    void feed(std::string_view bytes, const std::function<void(PrintedLine)>& line);
    /// Number of bytes taken that are not part of a complete line yet: a new reader that starts at
    /// (offset − this) misses nothing.
    std::size_t pending_bytes() const { return pending_; }
    /// Call at the end of the log: emits incomplete lines.
    void finish(const std::function<void(PrintedLine)>& line);

private:
    void emit(PrintedLine raw, const std::function<void(PrintedLine)>& line);
    void take_record(std::string_view record, const std::function<void(PrintedLine)>& line);

    std::string rest_;                     // of a record whose newline is still missing
    std::map<bool, PrintedLine> partial_;  // by stream
    std::size_t pending_ = 0;
    std::size_t unreadable_ = 0;  // skipped since the last line
};

}  // namespace atlas::container
