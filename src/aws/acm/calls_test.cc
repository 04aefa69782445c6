// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <doctest/doctest.h>

#include "aws/acm/service.h"
#include "aws/wire/testing/play_calls.h"
#include "crypto/certificate.h"

namespace atlas::aws::acm {
namespace {

using namespace std::chrono_literals;

struct Region {
    Region() { fixture.start({service.get()}); }

    testing::ServiceFixture fixture;
    SeededRandom random{7};
    Time now = fixture.host.time.now();
    crypto::CertificateKey authority =
        crypto::make_authority("test", {}, {now - 1h, now + std::chrono::days(3650)}, random);
    std::unique_ptr<AcmService> service =
        make_service(authority, [](const std::string&) { return std::vector<std::string>{}; });
};

testing::Ask start() {
    auto region = std::make_shared<Region>();
    return [region](std::string_view operation, const json::Value& input) {
        auto& fixture = region->fixture;
        return testing::ask(fixture, fixture.administrator(), "acm", operation, input);
    };
}

TEST_CASE("the calls of testdata/certificates.calls are answered as it says") {
    testing::CallPlayer(ATLAS_SOURCE_DIR "/testdata/certificates.calls", start).play();
}

}  // namespace
}  // namespace atlas::aws::acm
