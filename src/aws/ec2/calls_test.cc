// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <doctest/doctest.h>

#include "aws/ec2/ec2_fixture.h"
#include "aws/wire/testing/play_calls.h"

namespace atlas::aws::ec2 {
namespace {

testing::Ask start() {
    auto ec2 = std::make_shared<Ec2Fixture>();
    return [ec2](std::string_view operation, const json::Value& input) {
        return testing::ask(ec2->region, ec2->region.administrator(), "ec2", operation, input);
    };
}

TEST_CASE("the calls of testdata/vpc.calls are answered as it says") {
    testing::CallPlayer(ATLAS_SOURCE_DIR "/testdata/vpc.calls", start).play();
}

}  // namespace
}  // namespace atlas::aws::ec2
