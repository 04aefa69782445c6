// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <utility>

#include <doctest/doctest.h>

#include "aws/kafka/kafka_fixture.h"
#include "aws/wire/testing/play_calls.h"

namespace atlas::aws::kafka {
namespace {

/// Brokers reach their desired state, or are gone, as soon as a call is answered.
testing::Ask start() {
    auto region = std::make_shared<Region>();
    return [region](std::string_view operation, const json::Value& input) {
        auto& fixture = region->fixture;
        auto answer = testing::ask(fixture, fixture.administrator(), "kafka", operation, input);
        region->engine.finish();
        for (auto& gone : std::exchange(region->engine.removals, {}))
            gone();
        fixture.settle();
        return answer;
    };
}

TEST_CASE("the calls of testdata/clusters.calls are answered as it says") {
    testing::CallPlayer(ATLAS_SOURCE_DIR "/testdata/clusters.calls", start).play();
}

TEST_CASE("the calls of testdata/configurations.calls are answered as it says") {
    testing::CallPlayer(ATLAS_SOURCE_DIR "/testdata/configurations.calls", start).play();
}

}  // namespace
}  // namespace atlas::aws::kafka
