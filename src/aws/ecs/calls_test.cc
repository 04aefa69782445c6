// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <doctest/doctest.h>

#include "aws/ecs/region_fixture.h"
#include "aws/wire/testing/play_calls.h"

namespace atlas::aws::ecs {
namespace {

aws::testing::Ask start() {
    auto region = std::make_shared<testing::Region>();
    region->must<CreateService>(region->service(0));
    return [region](std::string_view operation, const json::Value& input) {
        return aws::testing::ask(region->aws, region->aws.administrator(), "ecs", operation, input);
    };
}

TEST_CASE("the calls of testdata/clusters.calls are answered as it says") {
    aws::testing::CallPlayer(ATLAS_SOURCE_DIR "/testdata/clusters.calls", start).play();
}

TEST_CASE("the calls of testdata/definitions.calls are answered as it says") {
    aws::testing::CallPlayer(ATLAS_SOURCE_DIR "/testdata/definitions.calls", start).play();
}

TEST_CASE("the calls of testdata/refused.calls are answered as it says") {
    aws::testing::CallPlayer(ATLAS_SOURCE_DIR "/testdata/refused.calls", start).play();
}

TEST_CASE("the calls of testdata/services.calls are answered as it says") {
    aws::testing::CallPlayer(ATLAS_SOURCE_DIR "/testdata/services.calls", start).play();
}

TEST_CASE("the calls of testdata/tasks.calls are answered as it says") {
    aws::testing::CallPlayer(ATLAS_SOURCE_DIR "/testdata/tasks.calls", start).play();
}

}  // namespace
}  // namespace atlas::aws::ecs
