// SPDX-License-Identifier: Apache-2.0
#include "region/keeper.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "linux/fd.h"

namespace atlas::region {
namespace {

constexpr int patience_ms = 3'000;

/// Runs a keeper in a process of its own; its regions are scripts that write their pid and wait.
class Kept {
public:
    /// `script` can use $told, the descriptor to write its pid to, and $home.
    explicit Kept(const std::string& script = "echo $$ >&$told; exec sleep 100") {
        char name[] = "/tmp/atlas-keeper-XXXXXX";
        home_ = ::mkdtemp(name);
        int ends[2];
        REQUIRE(::pipe(ends) == 0);
        told_ = linux::Fd(ends[0]);
        const linux::Fd tell(ends[1]);
        keeper_ = ::fork();
        if (keeper_ == 0) {
            ::setenv("told", std::to_string(ends[1]).c_str(), 1);
            ::setenv("home", home_.c_str(), 1);
            ::_exit(keep_region({home_, {"/bin/sh", "-c", script, "region"}, 0}));
        }
    }
    ~Kept() {
        if (keeper_ > 0) ::kill(keeper_, SIGKILL);
        if (keeper_ > 0) ::waitpid(keeper_, nullptr, 0);
        std::filesystem::remove_all(home_);
    }

    /// The pid of the next region that starts, or 0 when none did in time.
    int next_region() {
        pollfd polled{told_.number(), POLLIN, 0};
        std::string line;
        for (char letter = 0; letter != '\n'; line += letter) {
            if (::poll(&polled, 1, patience_ms) != 1) return 0;
            if (::read(told_.number(), &letter, 1) != 1) return 0;
        }
        return std::atoi(line.c_str());
    }

    int end() {
        ::kill(keeper_, SIGTERM);
        return wait();
    }
    int wait() {
        int status = 0;
        ::waitpid(std::exchange(keeper_, 0), &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

private:
    std::string home_;
    linux::Fd told_;
    int keeper_ = 0;
};

TEST_CASE("a region that is killed again and again is there again each time at once") {
    Kept kept;
    // With the back-off of a region that ends by itself, the last restart would take too long.
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

TEST_CASE("a region that was there is tried again where its next start fails") {
    Kept kept(
        "echo >> $home/starts; echo $$ >&$told; [ $(wc -l < $home/starts) = 2 ] && exit 6; "
        "exec sleep 100"
    );
    int pid = kept.next_region();
    REQUIRE(pid > 0);
    REQUIRE(::kill(pid, SIGKILL) == 0);
    CHECK(kept.next_region() > 0);
    CHECK(kept.next_region() > 0);
    CHECK(kept.end() == 0);
}

TEST_CASE("a region that cannot start at all is not tried again") {
    Kept kept("exit 6");
    CHECK(kept.wait() == 6);
}

TEST_CASE("a region whose home was damaged while it ran is not tried again for ever") {
    Kept kept(
        "echo >> $home/starts; echo $$ >&$told; [ $(wc -l < $home/starts) = 2 ] && exit 65; "
        "exec sleep 100"
    );
    int pid = kept.next_region();
    REQUIRE(pid > 0);
    REQUIRE(::kill(pid, SIGKILL) == 0);
    CHECK(kept.next_region() > 0);
    CHECK(kept.wait() == 1);
}

}  // namespace
}  // namespace atlas::region
