// SPDX-License-Identifier: Apache-2.0
#include "linux/error.h"

#include <cerrno>

#include <doctest/doctest.h>

namespace atlas::linux {

TEST_CASE("an errno says what was being done and keeps its kind") {
    auto error = error_of(ENOENT, "open /x");
    CHECK(error.code() == ErrorCode::not_found);
    CHECK(error.message() == "open /x: No such file or directory");
    CHECK(error_of(ENOSPC, "write").code() == ErrorCode::exhausted);
}

}  // namespace atlas::linux
