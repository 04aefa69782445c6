// SPDX-License-Identifier: Apache-2.0
#include "registry/manifest.h"

#include <doctest/doctest.h>

using namespace atlas::registry;

namespace {

const std::string digest = "sha256:" + std::string(64, 'a');

std::string image(const std::string& media_type) {
    return R"({"schemaVersion":2,"mediaType":")" + media_type +
           R"(","config":{"mediaType":"c","digest":")" + digest + R"(","size":10},"layers":[)" +
           R"({"mediaType":"l","digest":")" + digest + R"(","size":100}]})";
}

}  // namespace

TEST_CASE("an image's manifest tells its parts") {
    auto content = parse_manifest(image(std::string(oci_manifest)), oci_manifest);
    REQUIRE(content);
    CHECK(content.value().media_type == oci_manifest);
    CHECK(content.value().layers.size() == 1);
    CHECK(content.value().image_bytes() == 110);
}

TEST_CASE("the request's type stands in for a missing one") {
    auto text = R"({"schemaVersion":2,"manifests":[{"mediaType":"m","digest":")" + digest +
                R"(","size":1}]})";
    auto content = parse_manifest(text, oci_index);
    REQUIRE(content);
    CHECK(content.value().manifests.size() == 1);
    CHECK_FALSE(parse_manifest(text, ""));
}

TEST_CASE("what is no manifest is refused") {
    CHECK_FALSE(parse_manifest("", oci_manifest));
    CHECK_FALSE(parse_manifest("{}", oci_manifest));
    CHECK_FALSE(parse_manifest(R"({"schemaVersion":1})", oci_manifest));
    CHECK_FALSE(parse_manifest(R"({"schemaVersion":2})", oci_manifest));
    CHECK_FALSE(parse_manifest(image("text/plain"), "text/plain"));
    CHECK_FALSE(parse_manifest(image(std::string(oci_manifest)), docker_manifest));
    auto bad_digest = image(std::string(oci_manifest));
    bad_digest.replace(bad_digest.find("sha256"), 6, "sha999");
    CHECK_FALSE(parse_manifest(bad_digest, oci_manifest));
}
