// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <doctest/doctest.h>

#include "aws/iam/service.h"
#include "aws/wire/testing/play_calls.h"

namespace atlas::aws::iam {
namespace {

testing::Ask start() {
    auto fixture = std::make_shared<testing::ServiceFixture>();
    std::shared_ptr<IamService> iam = make_service(fixture->host.here, fixture->host.time);
    fixture->start({iam.get()});
    return [fixture, iam](std::string_view operation, const json::Value& input) {
        return testing::ask(*fixture, fixture->administrator(), "iam", operation, input);
    };
}

TEST_CASE("the calls of testdata/identities.calls are answered as it says") {
    testing::CallPlayer(ATLAS_SOURCE_DIR "/testdata/identities.calls", start).play();
}

}  // namespace
}  // namespace atlas::aws::iam
