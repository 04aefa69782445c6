// SPDX-License-Identifier: Apache-2.0
#include "cli/follow_region.h"

#include <doctest/doctest.h>

#include "cli/fake_region.h"

namespace atlas::cli {
namespace {

TEST_CASE("who follows the region is told of a change, and of nothing where there was none") {
    FakeRegion region;
    RegionClient client(region.home);
    auto first = client.await_change(0);
    REQUIRE(first.ok());
    auto same = client.await_change(first.value());
    REQUIRE(same.ok());
    CHECK(same.value() == first.value());
    region.note_change();
    auto later = client.await_change(first.value());
    // On a machine that is busy for a second the wait may have ended first.
    for (int turn = 0; turn < 10 && later && later.value() == first.value(); ++turn)
        later = client.await_change(first.value());
    REQUIRE(later.ok());
    CHECK(later.value() == first.value() + 1);
    CHECK(client.await_change(first.value()).value() == later.value());
}

TEST_CASE("a region that does not answer keeps nobody, and is followed again when it is back") {
    RegionClient nobody("/nonexistent/home");
    FollowRegion away(nobody);
    away.next();
    away.next();
    CHECK(nobody.await_change(0).error().code() == ErrorCode::unavailable);
}

}  // namespace
}  // namespace atlas::cli
