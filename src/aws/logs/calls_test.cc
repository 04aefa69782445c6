// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <doctest/doctest.h>

#include "aws/logs/service.h"
#include "aws/wire/testing/held_workers.h"
#include "aws/wire/testing/play_calls.h"
#include "linux/fake_file_system.h"

namespace atlas::aws::logs {
namespace {

struct Region {
    Region() {
        fixture.host.pool = &workers;
        fixture.host.here.home = "/home";
        fixture.start({service.get()});
    }
    linux::FakeFileSystem files{1};
    testing::HeldWorkers workers;
    testing::ServiceFixture fixture;
    std::unique_ptr<Service> service = make_service(files);
};

testing::Ask start() {
    auto region = std::make_shared<Region>();
    return [region](std::string_view operation, const json::Value& input) {
        auto& fixture = region->fixture;
        return testing::ask(fixture, fixture.administrator(), "logs", operation, input);
    };
}

TEST_CASE("the calls of testdata/groups.calls are answered as it says") {
    testing::CallPlayer(ATLAS_SOURCE_DIR "/testdata/groups.calls", start).play();
}

}  // namespace
}  // namespace atlas::aws::logs
