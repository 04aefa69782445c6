// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <vector>

#include "linux/process_runner.h"

namespace atlas::linux {

/// For tests: runs nothing, records the commands and returns `answers` in order; when there are
/// none left, success without output. One thread.
class FakeProcessRunner final : public ProcessRunner {
public:
    Result<Finished> run(const Command& command) override {
        commands.push_back(command);
        if (answers.empty()) return Finished{};
        auto answer = std::move(answers.front());
        answers.pop_front();
        return answer;
    }

    std::vector<Command> commands;
    std::deque<Result<Finished>> answers;
};

}  // namespace atlas::linux
