// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <doctest/doctest.h>

#include "aws/kms/service.h"
#include "aws/secretsmanager/service.h"
#include "aws/wire/testing/play_calls.h"

namespace atlas::aws::secretsmanager {
namespace {

testing::Ask start() {
    auto fixture = std::make_shared<testing::ServiceFixture>();
    std::shared_ptr<Service> kms = kms::make_service(std::string(32, 'k'));
    std::shared_ptr<Service> secrets = make_service(std::string(32, 'k'));
    fixture->start({kms.get(), secrets.get()});
    return [fixture, kms, secrets](std::string_view operation, const json::Value& input) {
        return testing::ask(*fixture, fixture->administrator(), "secretsmanager", operation, input);
    };
}

TEST_CASE("the calls of testdata/secrets.calls are answered as it says") {
    testing::CallPlayer(ATLAS_SOURCE_DIR "/testdata/secrets.calls", start).play();
}

}  // namespace
}  // namespace atlas::aws::secretsmanager
