// SPDX-License-Identifier: Apache-2.0
#include "crypto/sigv4.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/encoding.h"
#include "crypto/digest.h"

namespace atlas::crypto {
namespace {

constexpr std::string_view secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

TEST_CASE("the example of AWS's Signature Version 4 documentation") {
    const std::string request =
        "GET\n/\nAction=ListUsers&Version=2010-05-08\n"
        "content-type:application/x-www-form-urlencoded; charset=utf-8\n"
        "host:iam.amazonaws.com\nx-amz-date:20150830T123600Z\n\n"
        "content-type;host;x-amz-date\n"
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    CHECK(
        sha256_hex(request) == "f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59"
    );
    const auto key = sigv4_key(secret, "20150830", "us-east-1", "iam");
    CHECK(encode_hex(key) == "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
    CHECK(
        sigv4_signature(key, "20150830T123600Z", "20150830/us-east-1/iam/aws4_request", request) ==
        "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
    );
}

struct MskVector {
    std::string host, key_id, date, token, canonical, signature;
};

/// The canonical request of a presigned kafka-cluster:Connect, as MSK's IAM authentication uses it.
std::string canonical(const MskVector& vector) {
    std::string query = "Action=kafka-cluster%3AConnect&X-Amz-Algorithm=AWS4-HMAC-SHA256";
    const auto credential =
        vector.key_id + "/" + vector.date.substr(0, 8) + "/us-east-1/kafka-cluster/aws4_request";
    query += "&X-Amz-Credential=" + encode_percent(credential);
    query += "&X-Amz-Date=" + vector.date + "&X-Amz-Expires=900";
    if (!vector.token.empty()) query += "&X-Amz-Security-Token=" + encode_percent(vector.token);
    query += "&X-Amz-SignedHeaders=host";
    return "GET\n/\n" + query + "\nhost:" + vector.host + "\n\nhost\n" + sha256_hex("");
}

TEST_CASE("what the Java and JavaScript signers of MSK IAM sign") {
    const std::string host = "b-1.demo.abc123.c2.kafka.us-east-1.atlas.localhost";
    const std::string token = "IQoJb3JpZ2luX2VjEXAMPLE/+token==";
    const std::vector<MskVector> vectors = {
        {host,
         "AKIDEXAMPLE",
         "20261122T210510Z",
         "",
         "96006bf54e6c9062521e24e6e193772bba700f5c1ba044b0a04dd9e036fe9ffd",
         "538dad43a5b0f42b16b87731c36187c412bfb2fc344b02e3ed8e374721a513f0"},
        {host,
         "ASIDEXAMPLE",
         "20261122T210511Z",
         token,
         "3fe6343697baeacd22cfa0e56fb89c2b5085974da4645c18f88e9da79380a82a",
         "9cf07493181e79014b85a4de0458e038fdd1805e8d16082ff3d6ba915955532e"},
        {"kafka.us-east-1.amazonaws.com",
         "ASIDEXAMPLE",
         "20261122T210521Z",
         token,
         "a863abb31644ff302dafdb44db354834ea5ea70becee44f0b89ad3f0c28da507",
         "4a6d57bc63e574b15e2af96eae07beaf146a9e47306e5c7406d8336d378bdc7a"},
    };
    for (const auto& vector : vectors) {
        const auto request = canonical(vector);
        CHECK(sha256_hex(request) == vector.canonical);
        const auto day = vector.date.substr(0, 8);
        const auto key = sigv4_key(secret, day, "us-east-1", "kafka-cluster");
        const auto scope = day + "/us-east-1/kafka-cluster/aws4_request";
        CHECK(sigv4_signature(key, vector.date, scope, request) == vector.signature);
    }
}

}  // namespace
}  // namespace atlas::crypto
