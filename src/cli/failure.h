// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"
#include "cli/exit_code.h"
#include "cli/surroundings.h"

namespace atlas::cli {

/// Why a command failed, and what the user can do next.
struct Failure {
    int code = failed;
    std::string message;
    std::string next;  // last line, with the command to type; may be empty
};

/// Prints the failure to stderr, the advice last, and with --json also a document to stdout.
/// Returns the failure's code.
int report(const Surroundings& surroundings, const Failure& failure);

/// The failure to report when the region of this home returned `error` instead of an answer: never
/// started, not running, owned by another user, or running but silent.
Failure not_answering(const Surroundings& surroundings, const Error& error);

/// What this machine lacks to run a region, and how to install it; code ok if nothing is missing.
Failure lacking_prerequisites();

}  // namespace atlas::cli
