// SPDX-License-Identifier: Apache-2.0
#include "linux/replace_file.h"

#include <cstdlib>
#include <filesystem>

#include <doctest/doctest.h>

namespace atlas::linux {

TEST_CASE("a file is replaced whole and read back") {
    char name[] = "/tmp/atlas-file-XXXXXX";
    std::string folder = ::mkdtemp(name);
    REQUIRE(make_directory(folder + "/a/b").ok());
    CHECK(replace_file(folder + "/a/b/f", "one").ok());
    CHECK(replace_file(folder + "/a/b/f", "two").ok());
    CHECK(read_file(folder + "/a/b/f").value() == "two");
    CHECK_FALSE(std::filesystem::exists(folder + "/a/b/f.new"));
    CHECK(read_file(folder + "/none").error().code() == ErrorCode::not_found);
    std::filesystem::remove_all(folder);
}

}  // namespace atlas::linux
