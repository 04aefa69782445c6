// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <doctest/doctest.h>

#include "aws/ecr/service.h"
#include "aws/wire/testing/play_calls.h"
#include "linux/fake_file_system.h"
#include "registry/registry.h"

namespace atlas::aws::ecr {
namespace {

struct Bench {
    testing::ServiceFixture fixture;
    linux::FakeFileSystem files{1};
    std::unique_ptr<registry::Blobs> blobs =
        registry::Blobs::open(files, "/registry", fixture.host.time).value();
    std::unique_ptr<EcrService> ecr = make_service(*blobs, std::string(32, 'k'));
    Bench() { fixture.start({ecr.get()}); }
};

testing::Ask start() {
    auto bench = std::make_shared<Bench>();
    return [bench](std::string_view operation, const json::Value& input) {
        auto as = bench->fixture.administrator();
        return testing::ask(bench->fixture, as, "ecr", operation, input);
    };
}

TEST_CASE("the calls of testdata/repositories.calls are answered as it says") {
    testing::CallPlayer(ATLAS_SOURCE_DIR "/testdata/repositories.calls", start).play();
}

}  // namespace
}  // namespace atlas::aws::ecr
