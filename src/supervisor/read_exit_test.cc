// SPDX-License-Identifier: Apache-2.0
#include "supervisor/read_exit.h"

#include <doctest/doctest.h>

using namespace atlas::supervisor;

TEST_CASE("only a SIGKILL of the workload itself is death of memory") {
    CHECK(died_of_memory(137, 1));
    CHECK_FALSE(died_of_memory(137, 0));
    // The OOM killer ended a child once; the workload continued and exited for another reason.
    for (int code : {0, 1, 139, 143})
        CHECK_FALSE(died_of_memory(code, 1));
}
