// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/time_format.h"

namespace atlas::container {

/// One whole line that a container printed; its text is UTF-8.
struct PrintedLine {
    Time at;
    bool from_stderr = false;
    std::string text;
    bool repaired = false;              // it was no UTF-8
    std::size_t unreadable_before = 0;  // records of the log, since the line before it, left out
};

/// conmon's log format, `2026-11-22T20:49:43.934697020+00:00 stdout F text`, read piece by piece;
/// `P` marks a part of a line, put together with what follows on the same stream. A container
/// writes bytes: what is no UTF-8 becomes U+FFFD. A record that cannot be read is left out. A line
/// longer than 256 KiB is cut, between characters, into pieces of that size at most. One thread.
class K8sLogReader {
public:
    /// Takes the next bytes of the file; calls `line` for each line that became whole.
    void feed(std::string_view bytes, const std::function<void(PrintedLine)>& line);
    /// Bytes taken that belong to no whole line yet: a reader that begins anew at (offset − this)
    /// misses nothing.
    std::size_t pending_bytes() const { return pending_; }
    /// What is held back, as lines: at the end of the log.
    void finish(const std::function<void(PrintedLine)>& line);

private:
    void emit(PrintedLine raw, const std::function<void(PrintedLine)>& line);
    void take_record(std::string_view record, const std::function<void(PrintedLine)>& line);

    std::string rest_;                     // of a record without its newline yet
    std::map<bool, PrintedLine> partial_;  // by stream
    std::size_t pending_ = 0;
    std::size_t unreadable_ = 0;  // not told of yet
};

}  // namespace atlas::container
