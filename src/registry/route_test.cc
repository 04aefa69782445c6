// SPDX-License-Identifier: Apache-2.0
#include "registry/route.h"

#include <doctest/doctest.h>

#include "registry/byte_range.h"

using namespace atlas::registry;

TEST_CASE("a path names a repository and what is wanted of it") {
    CHECK(parse_route("/v2/")->kind == Route::Kind::root);
    auto blob = *parse_route("/v2/team/app/blobs/sha256:abc");
    CHECK(blob.kind == Route::Kind::blob);
    CHECK(blob.repository == "team/app");
    CHECK(blob.reference == "sha256:abc");
    auto upload = *parse_route("/v2/app/blobs/uploads/u-1?digest=sha256%3Aabc&x");
    CHECK(upload.kind == Route::Kind::upload);
    CHECK(upload.reference == "u-1");
    CHECK(upload.query["digest"] == "sha256:abc");
    CHECK(parse_route("/v2/app/blobs/uploads/")->kind == Route::Kind::new_upload);
    CHECK(parse_route("/v2/app/blobs/uploads")->kind == Route::Kind::new_upload);
    CHECK(parse_route("/v2/app/manifests/latest")->kind == Route::Kind::manifest);
    CHECK(parse_route("/v2/app/tags/list?n=2")->kind == Route::Kind::tags);
    CHECK(parse_route("/v2/blobs/blobs/blobs/x")->repository == "blobs/blobs");
}

TEST_CASE("other paths are none") {
    for (auto path :
         {"/",
          "/v1/",
          "/v2/app",
          "/v2/app/blobs/",
          "/v2/app/manifests/",
          "/v2/App/tags/list",
          "/v2/../etc/blobs/x",
          "/v2/app/blobs/a/b",
          "/v2/_catalog",
          "/v2/app/referrers/sha256:a"}) {
        CAPTURE(path);
        CHECK_FALSE(parse_route(path));
    }
}

TEST_CASE("names follow the specification") {
    for (auto good : {"ab", "a1/b2", "poc-atlas-dev/events-ingestion", "a.b_c__d---e"}) {
        CAPTURE(good);
        CHECK(is_repository_name(good));
    }
    for (auto bad :
         {"a", "-a", "a-", "a..b", "a___b", "a//b", "/ab", "ab/", "A1", "a b", "_blobs/x"}) {
        CAPTURE(bad);
        CHECK_FALSE(is_repository_name(bad));
    }
    CHECK(is_tag("1.0-x_Y"));
    CHECK_FALSE(is_tag(""));
    CHECK_FALSE(is_tag(".x"));
    CHECK_FALSE(is_tag("a:b"));
    CHECK_FALSE(is_tag(std::string(129, 'a')));
}

TEST_CASE("a range is read as HTTP says") {
    ByteRange range;
    auto read = [&](std::string_view header) { return read_range(header, 100, range); };
    CHECK(read("bytes=0-9") == RangeKind::part);
    CHECK(range.length() == 10);
    CHECK(read("bytes=90-") == RangeKind::part);
    CHECK(range.first == 90);
    CHECK(range.last == 99);
    CHECK(read("bytes=-5") == RangeKind::part);
    CHECK(range.first == 95);
    CHECK(read("bytes=50-1000") == RangeKind::part);
    CHECK(range.last == 99);
    CHECK(read("bytes=-1000") == RangeKind::part);
    CHECK(range.length() == 100);
    CHECK(read("bytes=100-") == RangeKind::unsatisfiable);
    CHECK(read("bytes=-0") == RangeKind::unsatisfiable);
    for (auto odd :
         {"", "bytes=", "bytes=-", "bytes=x-1", "bytes=5-1", "lines=1-2", "bytes=1-2,4-5"}) {
        CAPTURE(odd);
        CHECK(read(odd) == RangeKind::whole);
    }
    CHECK(read_range("bytes=0-", 0, range) == RangeKind::unsatisfiable);
}
