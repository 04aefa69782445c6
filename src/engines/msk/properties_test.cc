// SPDX-License-Identifier: Apache-2.0
#include "engines/msk/properties.h"

#include <doctest/doctest.h>

namespace atlas::engines::msk {
namespace {

TEST_CASE("properties are lines of a=b; comments and empty lines are passed over") {
    auto properties = parse_properties("# why\n\n a = b=c \r\nnonsense\nempty=\nlast=1");
    CHECK(
        properties == std::map<std::string, std::string>{{"a", "b=c"}, {"empty", ""}, {"last", "1"}}
    );
}

TEST_CASE("what a broker would not start with is refused by its name") {
    CHECK(check_properties("# a comment\n\nnum.partitions=6\n min.insync.replicas = 2 \n").ok());
    CHECK(check_properties("num.io.threads=8\nallow.everyone.if.no.acl.found=false").ok());
    struct Row {
        const char* text;
        const char* said;
    };
    const Row rows[] = {
        {"num.partitions=6\nmin.insync.replicas=none",
         "Invalid value none for configuration min.insync.replicas: Not a number of type INT"},
        {"num.partitons=6", "Unsupported configuration: num.partitons"},
        {"log.cleanup.policy=compact",
         "Invalid value compact for configuration cleanup.policy: only delete is implemented by "
         "this broker"},
        {"allow.everyone.if.no.acl.found=true",
         "Unsupported configuration: allow.everyone.if.no.acl.found"},
        {"nonsense", "Not a line of name=value: nonsense"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        auto checked = check_properties(row.text);
        REQUIRE_FALSE(checked.ok());
        CHECK(checked.error().message() == row.said);
    }
}

}  // namespace
}  // namespace atlas::engines::msk
