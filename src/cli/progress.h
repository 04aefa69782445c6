// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "cli/surroundings.h"

namespace atlas::cli {

/// Shows what a long command does, on stderr:
///
///     > the whole root              a step begins
///          0.4s  created   …        a resource is done
///          … 12s  …                 in progress; only on a terminal, where the line is overwritten
///       done  23.6s                 the step ends
///
/// With --json it prints the same as objects, one per line, to stdout. With -q it prints nothing.
class Progress {
public:
    explicit Progress(const Surroundings& surroundings);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// Begins a step.
    void begin(const std::string& step);
    /// Prints a line within the step.
    void note(const std::string& text);
    /// Reports one resource of the step and its outcome: "aws_vpc.this", "created".
    void note(const std::string& what, const std::string& outcome, double seconds);
    /// Shows what is in progress; empty = only the step's name. Call it repeatedly to update the
    /// time.
    void under_way(const std::string& what = "");
    /// Ends the step successfully.
    void done(const std::string& result = "done");
    /// The step failed: removes the line of what is in progress.
    void failed();
    /// Prints the last object of the stream, with --json.
    void end(int code, const std::string& message = "");

private:
    double elapsed() const;
    void line(const std::string& text);
    void clear();
    void event(const char* kind, const std::string& text, double seconds);

    const Surroundings surroundings_;
    const bool live_;  // stderr is a terminal and lines can be overwritten
    std::string step_;
    bool shown_ = false;  // the in-progress line is on the screen
    std::chrono::steady_clock::time_point since_;
};

/// `text` cut to at most `columns` characters, with "…" at the end if it was cut; never cuts within
/// a UTF-8 character.
std::string shortened(const std::string& text, std::size_t columns);

}  // namespace atlas::cli
