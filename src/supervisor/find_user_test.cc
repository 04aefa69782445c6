// SPDX-License-Identifier: Apache-2.0
#include "supervisor/find_user.h"

#include <doctest/doctest.h>

using namespace atlas;
using namespace atlas::supervisor;

namespace {

constexpr const char* passwd =
    "root:x:0:0:root:/root:/bin/sh\nweb:x:33:34:web:/:/bin/false\nodd:x:65532:65532::/:\n";
constexpr const char* group = "root:x:0:\nstaff:x:50:web\n";

void check(const char* user, std::uint32_t uid, std::uint32_t gid) {
    CAPTURE(user);
    auto found = find_user(user, passwd, group);
    REQUIRE(found.ok());
    CHECK(found.value().uid == uid);
    CHECK(found.value().gid == gid);
}

}  // namespace

TEST_CASE("an image's user is a name or a number, with or without a group") {
    check("web", 33, 34);
    check("33", 33, 34);
    check("1000", 1000, 0);
    check("web:staff", 33, 50);
    check("1000:50", 1000, 50);
    check("65532:65532", 65532, 65532);
}

TEST_CASE("a name without an entry is an error that names it") {
    CHECK(find_user("nobody", passwd, group).error().message().contains("nobody"));
    CHECK_FALSE(find_user("web:nogroup", passwd, group).ok());
    CHECK(find_user("7", "", "").value().uid == 7);
}
