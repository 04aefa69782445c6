// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <doctest/doctest.h>

#include "aws/ec2/ec2_fixture.h"
#include "aws/wire/testing/play_calls.h"

namespace atlas::aws::ec2 {
namespace {

testing::Ask start_at(Ec2Fixture::Age age) {
    auto ec2 = std::make_shared<Ec2Fixture>(age);
    return [ec2](std::string_view operation, const json::Value& input) {
        return testing::ask(ec2->region, ec2->region.administrator(), "ec2", operation, input);
    };
}

testing::Ask start() {
    return start_at(Ec2Fixture::Age::grown);
}

TEST_CASE("the calls of testdata/vpc.calls are answered as it says") {
    testing::CallPlayer(ATLAS_SOURCE_DIR "/testdata/vpc.calls", start).play();
}

TEST_CASE("the calls of testdata/lists.calls are answered as it says") {
    testing::CallPlayer(ATLAS_SOURCE_DIR "/testdata/lists.calls", start).play();
}

TEST_CASE("the calls of testdata/routes.calls are answered as it says") {
    testing::CallPlayer(ATLAS_SOURCE_DIR "/testdata/routes.calls", start).play();
}

TEST_CASE("the calls of testdata/groups.calls are answered as it says") {
    testing::CallPlayer(ATLAS_SOURCE_DIR "/testdata/groups.calls", start).play();
}

TEST_CASE("the calls of testdata/default_vpc.calls are answered as it says") {
    testing::CallPlayer(ATLAS_SOURCE_DIR "/testdata/default_vpc.calls", [] {
        return start_at(Ec2Fixture::Age::new_region);
    }).play();
}

}  // namespace
}  // namespace atlas::aws::ec2
