// SPDX-License-Identifier: Apache-2.0
#include "events-ingestion/msk_token.h"

#include <doctest/doctest.h>

#include "base/encoding.h"

using namespace atlas;
using namespace atlas::ingestion;

TEST_CASE("a token's signature is the one that AWS's own signers make") {
    Credentials credentials{
        "ASIDEXAMPLE",
        "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        "IQoJb3JpZ2luX2VjEXAMPLE/+token==",
        std::nullopt
    };
    auto now = *parse_amz_date("20261122T210521Z");
    auto token = sign_msk_token(credentials, "us-east-1", now);
    auto url = *decode_base64url(token.text);
    CHECK(url.starts_with("https://kafka.us-east-1.amazonaws.com/?Action=kafka-cluster%3AConnect&")
    );
    CHECK(
        url.find(
            "&X-Amz-Signature=4a6d57bc63e574b15e2af96eae07beaf146a9e47306e5c7406d8336d378bdc7a&"
        ) != std::string::npos
    );
    CHECK(url.ends_with("&User-Agent=atlas-events-ingestion"));
    CHECK(token.text.find('=') == std::string::npos);
    CHECK(token.expiry == now + std::chrono::seconds(900));
}

TEST_CASE("a token ends with its credentials") {
    auto now = *parse_amz_date("20261122T210521Z");
    Credentials credentials{"A", "s", "t", now + std::chrono::seconds(60)};
    CHECK(sign_msk_token(credentials, "us-east-1", now).expiry == now + std::chrono::seconds(60));
}

TEST_CASE("a task's credentials are read as ECS gives them") {
    auto read = parse_task_credentials(
        R"({"RoleArn":"arn","AccessKeyId":"ASIA1","SecretAccessKey":"s","Token":"t",)"
        R"("Expiration":"2026-11-22T21:05:21Z"})"
    );
    REQUIRE(read);
    CHECK(read.value().access_key_id == "ASIA1");
    CHECK(read.value().session_token == "t");
    CHECK(read.value().expiry == parse_amz_date("20261122T210521Z"));
    CHECK_FALSE(parse_task_credentials("{}"));
    CHECK_FALSE(parse_task_credentials("<html>"));
    auto no_time = parse_task_credentials(
        R"({"AccessKeyId":"ASIA1","SecretAccessKey":"topsecret","Expiration":"soon"})"
    );
    CHECK(no_time.error().message().find("topsecret") == std::string::npos);
}
