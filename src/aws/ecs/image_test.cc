// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/image.h"

#include <doctest/doctest.h>

using namespace atlas;
using namespace atlas::aws::ecs;

TEST_CASE("an image's name has a registry, a repository and a tag or digest") {
    auto ecr = parse_image_name("0123.dkr.ecr.us-east-1.atlas.test/team/app:abc");
    REQUIRE(ecr);
    CHECK(ecr->registry == "0123.dkr.ecr.us-east-1.atlas.test");
    CHECK(ecr->repository == "team/app");
    CHECK(ecr->tag == "abc");
    auto digest = "sha256:" + std::string(64, 'a');
    auto pinned = parse_image_name("host:5000/app:v1@" + digest);
    REQUIRE(pinned);
    CHECK(pinned->registry == "host:5000");
    CHECK(pinned->digest == digest);
    auto hub = parse_image_name("nginx");
    REQUIRE(hub);
    CHECK(hub->registry == "docker.io");
    CHECK(hub->tag == "latest");
    CHECK_FALSE(parse_image_name("app@sha256:short"));
    CHECK_FALSE(parse_image_name("host.x/"));
}

TEST_CASE("a manifest names its configuration and layers, an index this machine's manifest") {
    auto plain = parse_manifest(
        R"({"config":{"digest":"sha256:c"},"layers":[{"digest":"sha256:1"},{"digest":"sha256:2"}]})"
    );
    REQUIRE(plain.ok());
    CHECK(plain.value().config == "sha256:c");
    CHECK(plain.value().layers == std::vector<std::string>{"sha256:1", "sha256:2"});
    auto index = parse_manifest(
        R"({"manifests":[{"digest":"sha256:w","platform":{"architecture":"amd64","os":"windows"}},
            {"digest":"sha256:x","platform":{"architecture":"amd64","os":"linux"}},
            {"digest":"sha256:y","platform":{"architecture":"arm64","os":"linux"}}]})"
    );
    REQUIRE(index.ok());
    CHECK((index.value().next == "sha256:x" || index.value().next == "sha256:y"));
    CHECK_FALSE(parse_manifest("{}").ok());
    CHECK_FALSE(parse_manifest("no").ok());
}

TEST_CASE("of several parts that fit the plain one is meant, whatever stands around it") {
    auto part = [](const std::string& digest, const std::string& more) {
        return R"({"digest":"sha256:)" + digest +
               R"(","platform":{"architecture":"amd64","os":"linux"})" + more + "}";
    };
    auto variant = [](const std::string& digest, const std::string& more) {
        return R"({"digest":"sha256:)" + digest +
               R"(","platform":{"architecture":"amd64","os":"linux",)" + more + "}}";
    };
    auto chosen = [](const std::string& parts) {
        auto index = parse_manifest(R"({"manifests":[)" + parts + "]}");
        return index ? index.value().next : index.error().message();
    };
    const auto v3 = variant("v3", R"("variant":"v3")");
    const auto features = variant("features", R"("os.features":["x"])");
    const auto attestation = part(
        "attestation", R"(,"annotations":{"vnd.docker.reference.type":"attestation-manifest"})"
    );
    const std::string unknown =
        R"({"digest":"sha256:u","platform":{"architecture":"unknown","os":"unknown"}})";
    const auto plain = part("plain", "");
    CHECK(chosen(v3 + "," + plain + "," + features) == "sha256:plain");
    CHECK(chosen(attestation + "," + plain + "," + unknown) == "sha256:plain");
    CHECK(chosen(plain + "," + part("second", "")) == "sha256:plain");
    CHECK(chosen(variant("v1", R"("variant":"v1")") + "," + v3) == "sha256:v1");
    CHECK(chosen(v3 + "," + features) == "sha256:v3");
    CHECK(chosen(attestation).contains("no match for platform"));
}

TEST_CASE("an image's configuration may leave everything out") {
    auto config = parse_image_config(
        R"({"config":{"Entrypoint":["/app"],"Cmd":null,"Env":["A=1"],"User":"65532"}})"
    );
    REQUIRE(config.ok());
    CHECK(config.value().entry_point == std::vector<std::string>{"/app"});
    CHECK(config.value().command.empty());
    CHECK(config.value().user == "65532");
    CHECK(parse_image_config("{}").value().entry_point.empty());
    config =
        parse_image_config(R"({"rootfs":{"type":"layers","diff_ids":["sha256:1","sha256:2"]}})");
    CHECK(config.value().diff_ids == std::vector<std::string>{"sha256:1", "sha256:2"});
    CHECK_FALSE(parse_image_config("{\"config\":{\"Env\":[\"A=\xff\"]}}").ok());
}
