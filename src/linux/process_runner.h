// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/result.h"

namespace atlas::linux {

/// A program to run to its end.
struct Command {
    std::vector<std::string> args;  // the first is looked up on PATH
    std::string input;              // its stdin
    std::chrono::milliseconds timeout{10'000};
    int network_namespace = -1;  // a namespace's descriptor (linux/namespace.h); -1 = our own
    bool keep_output = true;     // false = stdout and stderr go to /dev/null
    std::size_t output_bytes_max = 16 << 20;  // of stdout and stderr each
};

struct Finished {
    int code = 0;              // the exit code, or 128 + the signal that killed it, as in shells
    std::string output;        // stdout, unchanged
    std::string error_output;  // stderr, for people: bytes that are not UTF-8 become U+FFFD
};

/// Runs programs behind an interface, so that tests can use a fake. It blocks until the program
/// ends, so call it on workers only. Any thread.
class ProcessRunner {
public:
    virtual ~ProcessRunner() = default;
    /// Waits for the program itself, not for processes that it leaves running, whose later output
    /// is lost. The program inherits only stdin, stdout and stderr, and default signal handling.
    /// not_found: no such program; timed_out: it exceeded its timeout and was killed; exhausted: it
    /// wrote more than `output_bytes_max` and was killed.
    virtual Result<Finished> run(const Command& command) = 0;
    /// Returns the stdout of a program that exits with 0. io: it exited otherwise; the message has
    /// the beginning of its stderr.
    Result<std::string> run_well(const Command& command);
};

/// Runs the machine's programs.
class SystemProcessRunner final : public ProcessRunner {
public:
    Result<Finished> run(const Command& command) override;
};

}  // namespace atlas::linux
