// SPDX-License-Identifier: Apache-2.0
#include "events-ingestion/write_keys.h"

#include <doctest/doctest.h>

#include "base/encoding.h"

using namespace atlas;
using namespace atlas::ingestion;

namespace {

std::string why_not(std::string_view json) {
    auto keys = WriteKeys::parse(json);
    return keys ? "" : keys.error().message();
}

}  // namespace

TEST_CASE("a key is known by Basic and by Bearer") {
    auto keys =
        WriteKeys::parse(R"([{"id":"web","key":"s3cret"},{"id":"app","key":"other"}])").value();
    CHECK(keys.find("Basic " + encode_base64("s3cret:")) == "web");
    CHECK(keys.find("basic " + encode_base64("s3cret:password ignored")) == "web");
    CHECK(keys.find("Basic " + encode_base64("s3cret")) == "web");
    CHECK(keys.find("Bearer other") == "app");
    for (auto header :
         {"", "Bearer", "Bearer ", "Bearer s3cre", "Basic !!", "s3cret", "Digest s3cret"}) {
        CAPTURE(header);
        CHECK_FALSE(keys.find(header));
    }
}

TEST_CASE("keys that are wrong are named without being printed") {
    CHECK(why_not("[]") == "WRITE_KEYS has no keys");
    CHECK(why_not(R"([{"id":"a","key":""}])") == "WRITE_KEYS[0]: the key is empty");
    CHECK(why_not(R"([{"id":"","key":"k"}])") == "WRITE_KEYS[0]: the id is empty");
    CHECK(
        why_not(R"([{"id":"a","key":"k"},{"id":"a","key":"l"}])") ==
        "WRITE_KEYS[1]: the id stands twice"
    );
    CHECK(
        why_not(R"([{"id":"a","key":"k"},{"id":"b","key":"k"}])") ==
        "WRITE_KEYS[1]: the key stands twice"
    );
    CHECK(why_not("topsecret").find("topsecret") == std::string::npos);
    CHECK(why_not("topsecret") != "");
}
