// SPDX-License-Identifier: Apache-2.0
#include "supervisor/read_exit.h"

#include <doctest/doctest.h>

using namespace atlas::supervisor;

TEST_CASE("only a SIGKILL of the workload itself is death of memory") {
    CHECK(died_of_memory(137, 1));
    CHECK_FALSE(died_of_memory(137, 0));
    // A child was killed for memory once; the workload went on and ended otherwise.
    for (int code : {0, 1, 139, 143})
        CHECK_FALSE(died_of_memory(code, 1));
}
