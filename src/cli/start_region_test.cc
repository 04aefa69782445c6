// SPDX-License-Identifier: Apache-2.0
#include "cli/start_region.h"

#include <cstdlib>
#include <fstream>

#include <doctest/doctest.h>
#include <unistd.h>

using atlas::cli::tail_of;

TEST_CASE("the tail is the last whole lines, of what was written since") {
    char path[] = "/tmp/atlas-tail-XXXXXX";
    int file = ::mkstemp(path);
    REQUIRE(file >= 0);
    std::ofstream(path) << "before\none\ntwo\nthree\n";
    CHECK(tail_of(path, 7, 20) == "one\ntwo\nthree");
    CHECK(tail_of(path, 7, 2) == "two\nthree");
    CHECK(tail_of(path, 0, 1) == "three");
    CHECK(tail_of(path, 500, 5) == "");
    CHECK(tail_of("/no/such/file", 0, 5) == "");
    ::close(file);
    ::unlink(path);
}
