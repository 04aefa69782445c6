// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <doctest/doctest.h>

#include "aws/elbv2/elb_fixture.h"
#include "aws/wire/testing/play_calls.h"

namespace atlas::aws::elbv2 {
namespace {

testing::Ask start() {
    auto elb = std::make_shared<Elb>();
    return [elb](std::string_view operation, const json::Value& input) {
        return testing::ask(elb->fixture, elb->fixture.administrator(), "elbv2", operation, input);
    };
}

TEST_CASE("the calls of testdata/edge.calls are answered as it says") {
    testing::CallPlayer(ATLAS_SOURCE_DIR "/testdata/edge.calls", start).play();
}

}  // namespace
}  // namespace atlas::aws::elbv2
