// SPDX-License-Identifier: Apache-2.0
#include "linux/inotify.h"

#include <vector>

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace atlas::linux {
namespace {

/// Runs in a child process, as a user of which no other test needs instances. Returns 0, or the
/// number of the step that failed.
int use_up_instances() {
    constexpr std::size_t enough = 1 << 16;
    if (::setuid(54'321) != 0) return 3;
    std::vector<Fd> opened;
    while (opened.size() < enough) {
        auto made = open_inotify();
        if (made) {
            opened.push_back(std::move(made).value());
            continue;
        }
        const auto& said = made.error().message();
        if (made.error().code() != ErrorCode::exhausted) return 4;
        return said.contains("sysctl fs.inotify.max_user_instances=") ? 0 : 5;
    }
    return 6;
}

TEST_CASE("used-up inotify instances are told with their limit" * doctest::skip(::geteuid() != 0)) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(use_up_instances());
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
}

}  // namespace
}  // namespace atlas::linux
