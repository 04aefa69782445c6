// SPDX-License-Identifier: Apache-2.0
#include "linux/interface_counters.h"

#include <doctest/doctest.h>

using namespace atlas::linux;

TEST_CASE("an interface's counters are read by name, and lo is none") {
    auto read = parse_interface_counters(
        "Inter-|   Receive                           |  Transmit\n"
        " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs "
        "drop fifo colls carrier compressed\n"
        "    lo:    100       1    0    0    0     0          0         0      100       1    0    "
        "0    0     0       0          0\n"
        "  eth1:12345      20    1    2    9     9          9         9    54321      30    3    "
        "4    9     9       9          9\n"
        "broken: 1 2\n"
    );
    REQUIRE(read.size() == 1);
    CHECK(read.at("eth1") == InterfaceCounters{12345, 20, 1, 2, 54321, 30, 3, 4});
    CHECK(parse_interface_counters("").empty());
}
