// SPDX-License-Identifier: Apache-2.0
#include "cli/failure.h"

#include <cerrno>

#include <fmt/core.h>
#include <unistd.h>

#include "cli/document.h"
#include "region/home.h"
#include "region/place.h"

namespace atlas::cli {

int report(const Surroundings& surroundings, const Failure& failure) {
    const char* red = surroundings.colour ? "\x1b[31m" : "";
    const char* plain = surroundings.colour ? "\x1b[0m" : "";
    if (!failure.message.empty())
        fmt::print(stderr, "{}atlas: {}{}\n", red, failure.message, plain);
    if (!failure.next.empty()) fmt::print(stderr, "atlas: {}\n", failure.next);
    if (!surroundings.json) return failure.code;
    json::Object error;
    error["Code"] = failure.code;
    error["Message"] = failure.message;
    error["Next"] = failure.next;
    json::Object document;
    document["Error"] = std::move(error);
    print_document(std::move(document));
    return failure.code;
}

Failure not_answering(const Surroundings& surroundings, const Error& error) {
    const auto& home = surroundings.home;
    if (::access((home + "/.").c_str(), R_OK | X_OK) != 0 && errno == EACCES) {
        return {
            missing_prerequisite,
            home + " belongs to another user",
            "run this command as that user, or by sudo"
        };
    }
    if (::access((home + "/identity.json").c_str(), F_OK) != 0)
        return {not_running, "no region was started in " + home, "start one with: ./atlas up"};
    if (int pid = region::running_pid(home); pid != 0) {
        return {
            not_running,
            fmt::format(
                "the region in {} (pid {}) does not answer: {}", home, pid, error.message()
            ),
            "its last words are in " + home + "/region.log"
        };
    }
    return {
        not_running,
        "the region in " + home + " does not run; its data is kept",
        "start it with: ./atlas up"
    };
}

Failure lacking_prerequisites() {
    auto missing = region::missing_prerequisites();
    if (missing.empty()) return {ok, "", ""};
    std::string text = "missing:";
    for (const auto& what : missing)
        text += "\n  " + what;
    return {missing_prerequisite, text, ""};
}

}  // namespace atlas::cli
