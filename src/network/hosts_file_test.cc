// SPDX-License-Identifier: Apache-2.0
#include "network/hosts_file.h"

#include <doctest/doctest.h>

namespace atlas::network {
namespace {

const std::string plain = "127.0.0.1 localhost\n::1 localhost\n";

TEST_CASE("a region's names stand in its block and are read back") {
    OwnedNames names{{"elb:app/a/1", {{"events.atlas.test", "127.77.3.10"}}}};
    auto edit = edit_hosts(plain, "3fa9c1", names);
    CHECK(edit.conflicts.empty());
    CHECK(
        edit.text == plain +
                         "# atlas 3fa9c1 begin\n127.77.3.10 events.atlas.test # elb:app/a/1\n"
                         "# atlas 3fa9c1 end\n"
    );
    CHECK(parse_hosts_block(edit.text, "3fa9c1") == names);
    CHECK(edit_hosts(edit.text, "3fa9c1", names).text == edit.text);
    CHECK(edit_hosts(edit.text, "3fa9c1", {}).text == plain);
}

TEST_CASE("a block is replaced where other lines stay as they are") {
    auto with_other = plain +
                      "# atlas bbbbbb begin\n127.77.4.10 x.atlas.test # kafka:k\n"
                      "# atlas bbbbbb end\n10.0.0.1 tail # by hand";
    auto edit = edit_hosts(with_other, "3fa9c1", {{"elb:a", {{"y.atlas.test", "127.77.3.10"}}}});
    CHECK(edit.text.starts_with(with_other + "\n# atlas 3fa9c1 begin\n"));
    CHECK(edit_hosts(edit.text, "bbbbbb", {}).text.contains("10.0.0.1 tail # by hand\n"));
    CHECK(!edit_hosts(edit.text, "bbbbbb", {}).text.contains("x.atlas.test"));
}

TEST_CASE("a name that somebody else owns is left out and reported") {
    auto theirs = edit_hosts(plain, "bbbbbb", {{"elb:a", {{"x.atlas.test", "127.77.4.10"}}}}).text;
    auto edit = edit_hosts(
        theirs,
        "3fa9c1",
        {{"elb:b", {{"localhost", "127.77.3.10"}, {"x.atlas.test", "127.77.3.10"}}}}
    );
    CHECK(edit.text == theirs);
    REQUIRE(edit.conflicts.size() == 2);
    CHECK(edit.conflicts[0].owner_region == "the hosts file");
    CHECK(edit.conflicts[1].owner_region == "bbbbbb");
}

}  // namespace
}  // namespace atlas::network
