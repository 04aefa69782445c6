// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "cli/surroundings.h"

namespace atlas::cli {

/// What a long command is doing, on stderr: a line when a step begins, one a thing done with its
/// seconds, one when it ends. JSON lines on stdout with --json. Nothing with -q but errors.
class Progress {
public:
    explicit Progress(const Surroundings& surroundings);
    void begin(const std::string& step);
    /// Something within the step: "aws_vpc.this  created".
    void note(const std::string& what, double seconds = -1);
    void done(const std::string& result = "done");
    /// Always shown.
    void error(const std::string& text);

private:
    double elapsed() const;
    void line(const std::string& text);
    void event(const char* status, const std::string& text, double seconds);

    bool json_;
    bool quiet_;
    bool colour_;
    std::string step_;
    std::chrono::steady_clock::time_point since_;
};

}  // namespace atlas::cli
