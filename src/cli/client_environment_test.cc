// SPDX-License-Identifier: Apache-2.0
#include "cli/client_environment.h"

#include <algorithm>

#include <doctest/doctest.h>

using namespace atlas;
using namespace atlas::cli;

TEST_CASE("credentials of another life are taken away") {
    auto variables =
        client_environment("/no/such/home", {"http://127.0.0.1:1", "A", "S", "r", "id"});
    for (const char* name : {"AWS_SESSION_TOKEN", "AWS_PROFILE"}) {
        auto found =
            std::ranges::find(variables, std::string(name), [](auto& each) { return each.first; });
        REQUIRE(found != variables.end());
        CHECK(found->second.empty());
    }
}

TEST_CASE("addresses of the region are asked for without the user's proxy, once") {
    CHECK(direct_addresses("", "") == "");
    CHECK(direct_addresses("http://proxy:3128", "") == "127.0.0.1,.atlas.test");
    CHECK(direct_addresses("http://proxy:3128", "corp") == "corp,127.0.0.1,.atlas.test");
    CHECK(direct_addresses("http://proxy:3128", "corp,127.0.0.1,.atlas.test") == "");
    CHECK(direct_addresses("http://proxy:3128", "*") == "");
}

TEST_CASE("a shell reads back what was quoted") {
    CHECK(shell_word("/home/o'brien/x y") == "'/home/o'\\''brien/x y'");
}
