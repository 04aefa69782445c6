// SPDX-License-Identifier: Apache-2.0
#include "network/troubles.h"

#include <doctest/doctest.h>

namespace atlas::network {
namespace {

using namespace std::chrono_literals;

TEST_CASE("a trouble is told until it is over") {
    Troubles troubles;
    Troubles::Instant now{};
    troubles.note("vpc-1", "apply", Error(ErrorCode::io, "nft is gone"));
    troubles.note("vpc-2", "skipped rules", std::vector<std::string>{"one", "two"});
    REQUIRE(troubles.list(now).size() == 3);
    CHECK(troubles.list(now)[0].place == "vpc-1");
    CHECK(troubles.list(now)[0].sentence == "nft is gone");
    CHECK(!troubles.list(now)[0].note);
    troubles.note("vpc-1", "apply", Result<>{});
    troubles.note("vpc-1", "links", Result<>{});
    CHECK(troubles.list(now).size() == 2);
    troubles.forget("vpc-2");
    CHECK(troubles.list(now).empty());
}

TEST_CASE("what was mended is told for ten minutes, once") {
    Troubles troubles;
    Troubles::Instant now{};
    troubles.mended("vpc-1", "flushed", now);
    troubles.mended("vpc-1", "flushed", now + 5min);
    REQUIRE(troubles.list(now + 14min).size() == 1);
    CHECK(troubles.list(now + 14min)[0].note);
    CHECK(troubles.list(now + 16min).empty());
}

}  // namespace
}  // namespace atlas::network
