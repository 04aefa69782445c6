// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"
#include "cli/exit_code.h"
#include "cli/surroundings.h"

namespace atlas::cli {

/// Why a command ends without what was asked for, and what its user does next.
struct Failure {
    int code = failed;
    std::string message;
    std::string next;  // the last line, with the command to type; or empty
};

/// Says it: words on stderr, the advice last; with --json a document on stdout too. Answers its
/// code.
int report(const Surroundings& surroundings, const Failure& failure);

/// What to tell when the region of this home gave `error` instead of an answer: never started, not
/// running, someone else's, or running and silent.
Failure not_answering(const Surroundings& surroundings, const Error& error);

/// What this machine lacks to run a region, with what brings it; code ok where it has all.
Failure lacking_prerequisites();

}  // namespace atlas::cli
