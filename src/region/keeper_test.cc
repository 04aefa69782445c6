// SPDX-License-Identifier: Apache-2.0
#include "region/keeper.h"

#include <filesystem>

#include <doctest/doctest.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "linux/fd.h"

namespace atlas::region {
namespace {

constexpr int patience_ms = 3'000;

/// A keeper in a process of its own, and regions that only tell their pid and wait.
class Kept {
public:
    Kept() {
        char name[] = "/tmp/atlas-keeper-XXXXXX";
        home_ = ::mkdtemp(name);
        int ends[2];
        REQUIRE(::pipe(ends) == 0);
        told_ = linux::Fd(ends[0]);
        const linux::Fd tell(ends[1]);
        keeper_ = ::fork();
        if (keeper_ == 0) {
            auto script = "echo $$ >&" + std::to_string(ends[1]) + "; exec sleep 100";
            ::_exit(keep_region({home_, {"/bin/sh", "-c", script, "region"}, 0}));
        }
    }
    ~Kept() {
        ::kill(keeper_, SIGKILL);
        ::waitpid(keeper_, nullptr, 0);
        std::filesystem::remove_all(home_);
    }

    /// The pid of the next region that starts, or 0 when none did in time.
    int next_region() {
        pollfd polled{told_.number(), POLLIN, 0};
        if (::poll(&polled, 1, patience_ms) != 1) return 0;
        char line[32] = {};
        return ::read(told_.number(), line, sizeof line - 1) > 0 ? std::atoi(line) : 0;
    }

    int end() {
        ::kill(keeper_, SIGTERM);
        int status = 0;
        ::waitpid(keeper_, &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

private:
    std::string home_;
    linux::Fd told_;
    int keeper_ = 0;
};

TEST_CASE("a region that is killed again and again is there again each time at once") {
    Kept kept;
    // The back-off of a region that ends by itself would be beyond our patience by the last.
    for (int kills = 0; kills < 9; ++kills) {
        int pid = kept.next_region();
        REQUIRE(pid > 0);
        REQUIRE(::kill(pid, SIGKILL) == 0);
    }
    int last = kept.next_region();
    REQUIRE(last > 0);
    CHECK(kept.end() == 0);
    CHECK(::kill(last, 0) != 0);
}

}  // namespace
}  // namespace atlas::region
