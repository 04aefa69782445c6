// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "cli/surroundings.h"

namespace atlas::cli {

/// What a long command is doing, on stderr:
///
///     > the whole root              a step begins
///          0.4s  created   …        a thing of it is done
///          … 12s  …                 what is under way; on a terminal only, written over itself
///       done  23.6s                 the step ends
///
/// With --json the same as objects, one a line, on stdout. With -q nothing.
class Progress {
public:
    explicit Progress(const Surroundings& surroundings);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void begin(const std::string& step);
    /// Something within the step.
    void note(const std::string& text);
    /// A thing of the step and what happened to it: "aws_vpc.this", "created".
    void note(const std::string& what, const std::string& outcome, double seconds);
    /// What is under way now; empty = only the step itself. Call it again as time goes by.
    void under_way(const std::string& what = "");
    void done(const std::string& result = "done");
    /// The step was not finished: takes the line of what is under way away.
    void failed();
    /// The stream's last object, with --json.
    void end(int code, const std::string& message = "");

private:
    double elapsed() const;
    void line(const std::string& text);
    void clear();
    void event(const char* kind, const std::string& text, double seconds);

    const Surroundings surroundings_;
    const bool live_;  // a terminal that takes a line written over itself
    std::string step_;
    bool shown_ = false;  // the line of what is under way stands there
    std::chrono::steady_clock::time_point since_;
};

/// `text` in at most `columns` places, ended by "…" where it was cut; UTF-8 stays whole.
std::string shortened(const std::string& text, std::size_t columns);

}  // namespace atlas::cli
