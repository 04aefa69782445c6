// SPDX-License-Identifier: Apache-2.0
#include "linux/machine_cpu.h"

#include <doctest/doctest.h>

using namespace atlas::linux;

TEST_CASE("the machine's processors: what all have spent, and how many there are") {
    auto read = parse_machine_cpu(
        "cpu  10 20 30 40 50 60 70 1000 1000 1000\n"
        "cpu0 5 10 15 20 25 30 35 500 500 500\n"
        "cpu1 5 10 15 20 25 30 35 500 500 500\n"
        "intr 5 6\nctxt 77\n",
        100
    );
    CHECK(read.value() == MachineCpu{2'800'000'000, 2});
    CHECK_FALSE(parse_machine_cpu("cpu  1 2\n", 100).ok());
    CHECK_FALSE(parse_machine_cpu("", 100).ok());
    CHECK(read_machine_cpu().value().online > 0);
}
