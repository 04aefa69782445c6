// SPDX-License-Identifier: Apache-2.0
#include "cli/applied_roots.h"

#include <cstdlib>
#include <filesystem>

#include <doctest/doctest.h>

namespace atlas::cli {
namespace {

TEST_CASE("a root that was applied is known, another is not") {
    char name[] = "/tmp/atlas-applied-XXXXXX";
    const std::string home = ::mkdtemp(name);
    CHECK_FALSE(was_applied(home, "staging"));
    note_applied(home, "staging");
    note_applied(home, "staging");
    note_applied(home, "production");
    CHECK(was_applied(home, "staging"));
    CHECK(was_applied(home, "production"));
    CHECK_FALSE(was_applied(home, "stag"));
    CHECK(std::filesystem::file_size(home + "/applied_roots") == 19);
    std::filesystem::remove_all(home);
}

}  // namespace
}  // namespace atlas::cli
