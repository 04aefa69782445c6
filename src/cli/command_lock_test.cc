// SPDX-License-Identifier: Apache-2.0
#include "cli/command_lock.h"

#include <cstdlib>
#include <filesystem>

#include <doctest/doctest.h>
#include <unistd.h>

using namespace atlas;
using atlas::cli::CommandLock;

TEST_CASE("a command finds the one that is at work named, and none when that has gone") {
    char folder[] = "/tmp/atlas-command-XXXXXX";
    REQUIRE(::mkdtemp(folder));
    {
        auto held = CommandLock::take(folder, "up");
        REQUIRE(held);
        auto refused = CommandLock::take(folder, "down");
        REQUIRE(!refused);
        CHECK(refused.error().code() == ErrorCode::conflict);
        CHECK(
            refused.error().message() ==
            "atlas up (pid " + std::to_string(::getpid()) + ") is at work in " + std::string(folder)
        );
    }
    CHECK(CommandLock::take(folder, "down"));
    std::filesystem::remove_all(folder);
}
