// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/result.h"

namespace atlas::linux {

/// One short-lived program to run to its end.
struct Command {
    std::vector<std::string> args;  // the first is looked up on PATH
    std::string input;              // its stdin
    std::chrono::milliseconds timeout{10'000};
    int network_namespace = -1;  // a namespace's descriptor (linux/namespace.h); -1 = our own
    bool keep_output = true;     // false = both go to /dev/null
    std::size_t output_bytes_max = 16 << 20;  // of stdout and of stderr
};

struct Finished {
    int code = 0;              // 128 + signal where one killed it
    std::string output;        // bytes, as they came
    std::string error_output;  // for people: bytes that are no UTF-8 are U+FFFD
};

/// Runs programs, so that tests can put a fake in their place. Blocking: workers only. Any thread.
class ProcessRunner {
public:
    virtual ~ProcessRunner() = default;
    /// Waits for the program alone: what it leaves running in the background is not waited for, and
    /// its later output is lost. The program inherits no descriptor but its three. not_found: no
    /// such program; timed_out: it was killed; exhausted: it wrote more than `output_bytes_max` and
    /// was killed.
    virtual Result<Finished> run(const Command& command) = 0;
    /// The output of a program that ends with 0; else io with what it said on stderr, as UTF-8.
    Result<std::string> run_well(const Command& command);
};

/// The machine's own programs.
class SystemProcessRunner final : public ProcessRunner {
public:
    Result<Finished> run(const Command& command) override;
};

}  // namespace atlas::linux
