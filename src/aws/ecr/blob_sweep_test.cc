// SPDX-License-Identifier: Apache-2.0
#include "aws/ecr/blob_sweep.h"

#include <doctest/doctest.h>

#include "aws/ecr/testing/push_bench.h"
#include "aws/wire/testing/held_workers.h"

using namespace atlas;
using namespace atlas::aws;
using namespace atlas::aws::ecr;
using namespace atlas::aws::ecr::testing;

TEST_CASE("bytes of a removed image stay for another that is pushed meanwhile") {
    Bench bench(false);
    bench.push_as_administrator("v1", "layer");
    auto by = bench.authorization(bench.fixture.administrator());
    const auto layer = registry::Digest::of("layer");
    bench.fixture.advance(std::chrono::hours(1));
    aws::testing::HeldWorkers workers;
    workers.held = true;
    bench.fixture.host.pool = &workers;
    bench.remove({{std::nullopt, "v1"}});
    bench.fixture.settle();
    REQUIRE_FALSE(workers.kept.empty());
    CHECK(bench.call(by, "HEAD", "/v2/poc/app/blobs/" + layer.text()).status == 200);
    auto pushed = bench.push(by, "v2", "layer");
    CHECK(pushed.status == 201);
    workers.release();
    bench.fixture.settle();
    CHECK(bench.blobs->contains(layer));
    CHECK(bench.call(by, "GET", "/v2/poc/app/blobs/" + layer.text()).status == 200);
}

TEST_CASE("a push whose blobs a removed image had is whole, whenever the sweep comes") {
    Bench bench(false);
    bench.push_as_administrator("v1", "layer");
    bench.fixture.advance(std::chrono::hours(1));
    auto by = bench.authorization(bench.fixture.administrator());
    bench.fixture.store.hold();
    bench.begin_remove("v1");
    auto pushed = bench.begin_push(by, "v2", "layer");
    bench.fixture.advance(std::chrono::hours(1));
    CHECK_FALSE(*pushed);
    CHECK(bench.blobs->contains(registry::Digest::of("layer")));
    bench.fixture.store.release();
    bench.fixture.settle();
    REQUIRE(*pushed);
    CHECK((*pushed)->status == 201);
    bench.fixture.advance(std::chrono::hours(2));
    CHECK(bench.as_administrator("GET", "v2").status == 200);
    CHECK(bench.blobs->contains(registry::Digest::of("layer")));
    CHECK(bench.blobs->contains(registry::Digest::of("{}")));
}

TEST_CASE("blobs go only after the removal of their image is on the disk") {
    Bench bench(false);
    bench.push_as_administrator("v1", "layer");
    bench.fixture.advance(std::chrono::hours(1));
    bench.remove({{std::nullopt, "v1"}});
    bench.push_as_administrator("v2", "other");
    bench.fixture.settle();
    CHECK_FALSE(bench.blobs->contains(registry::Digest::of("layer")));
    bench.fixture.advance(std::chrono::hours(1));
    bench.fixture.store.hold();
    bench.begin_remove("v2");
    bench.fixture.advance(std::chrono::hours(1));
    CHECK(bench.blobs->contains(registry::Digest::of("other")));
    bench.fixture.store.release();
    bench.fixture.settle();
    CHECK_FALSE(bench.blobs->contains(registry::Digest::of("other")));
}

TEST_CASE("an upload that no image ever refers to goes when its grace ends") {
    Bench bench(false);
    auto by = bench.authorization(bench.fixture.administrator());
    auto digest = bench.push_blob(by, "never an image's");
    bench.push_as_administrator("v1", "layer");
    bench.fixture.advance(std::chrono::minutes(9));
    CHECK(bench.blobs->contains(digest));
    bench.fixture.advance(std::chrono::minutes(3));
    CHECK_FALSE(bench.blobs->contains(digest));
    CHECK(bench.as_administrator("GET", "v1").status == 200);
    CHECK(bench.blobs->contains(registry::Digest::of("layer")));
}

TEST_CASE("what no image refers to goes after a restart too") {
    Bench bench(false);
    bench.push_as_administrator("v1", "layer");
    bench.push_as_administrator("v2", "kept");
    aws::testing::HeldWorkers workers;
    workers.held = true;
    bench.fixture.host.pool = &workers;
    bench.remove({{std::nullopt, "v1"}});
    bench.fixture.settle();
    aws::testing::ServiceFixture second;
    second.store.rows = bench.fixture.store.rows;
    auto blobs = registry::Blobs::open(bench.files, "/registry", second.host.time).value();
    auto ecr = make_service(*blobs, std::string(32, 'k'));
    second.start({ecr.get()});
    CHECK(blobs->contains(registry::Digest::of("layer")));
    second.advance(std::chrono::minutes(11));
    CHECK_FALSE(blobs->contains(registry::Digest::of("layer")));
    CHECK(blobs->contains(registry::Digest::of("kept")));
    bench.fixture.host.pool = &bench.fixture.host.inline_workers;
}

TEST_CASE("an index of an image that was removed meanwhile is refused") {
    Bench bench(false);
    auto part = bench.push_as_administrator("part", "layer");
    bench.remove({{part, std::nullopt}});
    bench.fixture.settle();
    auto pushed = bench.call(
        bench.authorization(bench.fixture.administrator()),
        "PUT",
        "/v2/" + name + "/manifests/index",
        R"({"schemaVersion":2,"manifests":[{"mediaType":")" + std::string(registry::oci_manifest) +
            R"(","size":2,"digest":")" + part + R"("}]})",
        std::string(registry::oci_index)
    );
    CHECK(says(pushed, 400, "MANIFEST_BLOB_UNKNOWN"));
    CHECK(pushed.body.contains(part));
}
