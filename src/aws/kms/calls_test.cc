// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <doctest/doctest.h>

#include "aws/kms/service.h"
#include "aws/wire/testing/play_calls.h"

namespace atlas::aws::kms {
namespace {

/// Calls through Secrets Manager: a default key can be used only through its service.
testing::Ask start() {
    auto fixture = std::make_shared<testing::ServiceFixture>();
    std::shared_ptr<Service> kms = make_service(std::string(32, 'k'));
    fixture->start({kms.get()});
    return [fixture, kms](std::string_view operation, const json::Value& input) {
        auto as = through_service(fixture->administrator(), "secretsmanager.amazonaws.com");
        return testing::ask(*fixture, as, "kms", operation, input);
    };
}

TEST_CASE("the calls of testdata/keys.calls are answered as it says") {
    testing::CallPlayer(ATLAS_SOURCE_DIR "/testdata/keys.calls", start).play();
}

}  // namespace
}  // namespace atlas::aws::kms
