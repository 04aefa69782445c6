// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/secret_reference.h"

#include <doctest/doctest.h>

using namespace atlas;
using namespace atlas::aws::ecs;

TEST_CASE("a reference is an ARN with an optional key, stage and version") {
    std::string arn = "arn:aws:secretsmanager:us-east-1:1:secret:app-AbCdEf";
    auto plain = parse_secret_reference(arn);
    REQUIRE(plain);
    CHECK(plain->secret_id == arn);
    CHECK(plain->json_key.empty());
    auto full = parse_secret_reference(arn + ":write_keys:AWSPREVIOUS:v1");
    REQUIRE(full);
    CHECK(full->secret_id == arn);
    CHECK(full->json_key == "write_keys");
    CHECK(full->version_stage == "AWSPREVIOUS");
    CHECK(full->version_id == "v1");
    auto skipped = parse_secret_reference(arn + ":::v1");
    REQUIRE(skipped);
    CHECK(skipped->json_key.empty());
    CHECK(skipped->version_id == "v1");
    CHECK(parse_secret_reference(arn + ":key::")->json_key == "key");
    CHECK_FALSE(parse_secret_reference("/parameter/name"));
    CHECK_FALSE(parse_secret_reference("arn:aws:ssm:us-east-1:1:parameter/x"));
}

TEST_CASE("a key selects a member: a string as it is, anything else as JSON") {
    std::string text = R"({"a":"x","keys":[{"id":"k"}]})";
    CHECK(select_secret(text, "").value() == text);
    CHECK(select_secret(text, "a").value() == "x");
    CHECK(select_secret(text, "keys").value() == R"([{"id":"k"}])");
    CHECK(select_secret(text, "b").error().message().contains("did not contain json key b"));
    CHECK(select_secret("plain", "b").error().code() == ErrorCode::invalid_argument);
}
