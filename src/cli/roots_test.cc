// SPDX-License-Identifier: Apache-2.0
#include "cli/roots.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>

using namespace atlas::cli;

TEST_CASE("roots are the folders of terraform/ that hold a main.tf") {
    char folder[] = "/tmp/atlas-roots-XXXXXX";
    REQUIRE(::mkdtemp(folder));
    const std::string checkout = folder;
    for (const char* name : {"staging", "prod", "modules"})
        std::filesystem::create_directories(checkout + "/terraform/" + name);
    std::ofstream(checkout + "/terraform/staging/main.tf") << "";
    std::ofstream(checkout + "/terraform/prod/main.tf") << "";
    CHECK(find_roots(checkout) == std::vector<std::string>{"prod", "staging"});
    CHECK(find_roots("/no/such/checkout").empty());
    std::filesystem::remove_all(checkout);
}

TEST_CASE("a root may be typed as a shell completes it") {
    CHECK(root_name("staging") == "staging");
    CHECK(root_name("terraform/staging/") == "staging");
    CHECK(root_name("/") == "");
}
