// SPDX-License-Identifier: Apache-2.0
#include "broker/auth/mechanism.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "base/encoding.h"
#include "base/random.h"
#include "crypto/digest.h"
#include "crypto/session_token.h"
#include "crypto/sigv4.h"
#include "json/value.h"

namespace atlas::broker {
namespace {

using namespace std::chrono_literals;

const std::string secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const std::string host = "b-1.demo.abc123.c2.kafka.us-east-1.atlas.localhost";
const std::string region_host = "kafka.us-east-1.amazonaws.com";
const std::string role = "arn:aws:iam::123456789012:role/writer";

Snapshot make_snapshot() {
    Snapshot snapshot;
    snapshot.region_key = std::string(32, 'k');
    snapshot.account = "123456789012";
    snapshot.region = "us-east-1";
    snapshot.cluster_arn = "arn:aws:kafka:us-east-1:123456789012:cluster/demo/abc-123";
    snapshot.access_keys["AKIDEXAMPLE"] = {secret, "arn:aws:iam::123456789012:user/ada"};
    return snapshot;
}

const Time now = *parse_amz_date("20261122T210600Z");

Circumstances around(const Snapshot& snapshot) {
    static const std::set<std::string, std::less<>> hosts{host};
    return {snapshot, hosts, now, 0ms};
}

/// A client's message, signed by this test's own code, which the golden vectors verify.
SignedRequest request(
    const std::string& at,
    const std::string& key,
    const std::string& date,
    const std::string& token = {}
) {
    SignedRequest request;
    request.host = at;
    request.parameters = {
        {"Action", "kafka-cluster:Connect"},
        {"X-Amz-Algorithm", "AWS4-HMAC-SHA256"},
        {"X-Amz-Credential", key + "/20261122/us-east-1/kafka-cluster/aws4_request"},
        {"X-Amz-Date", date},
        {"X-Amz-Expires", "900"},
        {"X-Amz-SignedHeaders", "host"},
    };
    if (!token.empty()) request.parameters.emplace_back("X-Amz-Security-Token", token);
    return request;
}

std::string sign(const SignedRequest& request, const std::string& with = secret) {
    std::string date;
    for (const auto& [name, value] : request.parameters)
        if (name == "X-Amz-Date") date = value;
    const auto day = date.substr(0, 8);
    return crypto::sigv4_signature(
        crypto::sigv4_key(with, day, "us-east-1", "kafka-cluster"),
        date,
        day + "/us-east-1/kafka-cluster/aws4_request",
        canonical_request(request)
    );
}

json::Object iam_message(const SignedRequest& request) {
    json::Object message;
    message["version"] = "2020_10_22";
    message["host"] = request.host;
    message["user-agent"] = "a test";
    for (const auto& [name, value] : request.parameters) {
        std::string lower = name;
        for (char& letter : lower)
            letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
        message[lower] = value;
    }
    message["x-amz-signature"] = request.signature;
    return message;
}

json::Object signed_message() {
    auto signed_request = request(host, "AKIDEXAMPLE", "20261122T210510Z");
    signed_request.signature = sign(signed_request);
    return iam_message(signed_request);
}

/// The reason of a refusal, or the principal.
std::string outcome(const json::Object& message) {
    const auto snapshot = make_snapshot();
    auto caller = authenticate_aws_msk_iam(json::serialize(message), around(snapshot));
    return caller.ok() ? caller.value().principal_arn : caller.error().message();
}

std::string oauth_message(const SignedRequest& request) {
    std::string url = "https://" + request.host + "/?";
    for (const auto& [name, value] : request.parameters)
        url += name + "=" + encode_percent(value) + "&";
    url += "X-Amz-Signature=" + request.signature + "&User-Agent=a%20signer%2F1.0";
    return std::string("n,,\x01") + "auth=Bearer " + encode_base64url(url) + "\x01\x01";
}

struct Golden {
    std::string host, key, date, token, digest, signature;
};
const Golden goldens[] = {
    {host,
     "AKIDEXAMPLE",
     "20261122T210510Z",
     "",
     "96006bf54e6c9062521e24e6e193772bba700f5c1ba044b0a04dd9e036fe9ffd",
     "538dad43a5b0f42b16b87731c36187c412bfb2fc344b02e3ed8e374721a513f0"},
    {host,
     "ASIDEXAMPLE",
     "20261122T210511Z",
     "IQoJb3JpZ2luX2VjEXAMPLE/+token==",
     "3fe6343697baeacd22cfa0e56fb89c2b5085974da4645c18f88e9da79380a82a",
     "9cf07493181e79014b85a4de0458e038fdd1805e8d16082ff3d6ba915955532e"},
    {region_host,
     "ASIDEXAMPLE",
     "20261122T210521Z",
     "IQoJb3JpZ2luX2VjEXAMPLE/+token==",
     "a863abb31644ff302dafdb44db354834ea5ea70becee44f0b89ad3f0c28da507",
     "4a6d57bc63e574b15e2af96eae07beaf146a9e47306e5c7406d8336d378bdc7a"},
};

}  // namespace

TEST_CASE("canonical request and signature are those of AWS's own signers") {
    for (const auto& golden : goldens) {
        const auto made = request(golden.host, golden.key, golden.date, golden.token);
        CHECK(crypto::sha256_hex(canonical_request(made)) == golden.digest);
        CHECK(sign(made) == golden.signature);
    }
}

TEST_CASE("a signed message of AWS_MSK_IAM is its user's") {
    CHECK(outcome(signed_message()) == "arn:aws:iam::123456789012:user/ada");
}

TEST_CASE("each thing that is wrong in a message is refused for its own reason") {
    struct Case {
        std::string member, value, why;
    };
    const Case cases[] = {
        {"version", "2020_10_23", "the version is not 2020_10_22"},
        {"action", "kafka-cluster:*", "the action is not kafka-cluster:Connect"},
        {"x-amz-algorithm", "AWS4-HMAC-SHA1", "the algorithm is not AWS4-HMAC-SHA256"},
        {"x-amz-signedheaders", "host;x", "the signed headers are not host"},
        {"host", "b-1.other.kafka", "host b-1.other.kafka is not a name of this cluster"},
        {"x-amz-expires", "901", "X-Amz-Expires is not within 900 seconds"},
        {"x-amz-expires", "nan", "X-Amz-Expires is not within 900 seconds"},
        {"x-amz-signature", std::string(64, '0'), "the signature does not match"},
        {"x-amz-date", "20261122T204959Z", "the signature has expired"},
        {"x-amz-date", "20261122T211101Z", "signed in the future"},
        {"x-amz-date",
         "yesterday",
         "credential scope 20261122/us-east-1/kafka-cluster/"
         "aws4_request is not of this day, region and service"},
        {"x-amz-credential",
         "AKIDEXAMPLE/20261122/us-west-2/kafka-cluster/aws4_request",
         "credential scope 20261122/us-west-2/kafka-cluster/aws4_request is not of this day, "
         "region and service"},
        {"x-amz-credential",
         "AKIDNOBODY/20261122/us-east-1/kafka-cluster/aws4_request",
         "access key AKIDNOBODY is not known"},
    };
    for (const auto& one : cases) {
        auto message = signed_message();
        message[one.member] = one.value;
        CHECK(outcome(message) == one.why);
    }
}

TEST_CASE("what is no JSON object of texts is refused") {
    const auto snapshot = make_snapshot();
    for (const auto* message : {"", "[]", "{", "{\"version\":1}", "null"})
        CHECK_FALSE(authenticate_aws_msk_iam(message, around(snapshot)).ok());
}

TEST_CASE("a session's token carries who it is, and ends the session with itself") {
    const auto snapshot = make_snapshot();
    SeededRandom random(1);
    const crypto::Session session{
        "ASIAEXAMPLE",
        "session secret",
        "arn:aws:sts::123456789012:assumed-role/writer/one",
        role,
        "one",
        now + 1h,
        ""
    };
    const auto token = crypto::seal_session(snapshot.region_key, session, random);
    auto made = request(host, "ASIAEXAMPLE", "20261122T210510Z", token);
    made.signature = sign(made, "session secret");
    auto caller = authenticate_aws_msk_iam(json::serialize(iam_message(made)), around(snapshot));
    REQUIRE(caller.ok());
    CHECK(caller.value().principal_arn == session.principal_arn);
    CHECK(caller.value().role_arn == role);
    CHECK(caller.value().access_key_id.empty());
    CHECK(caller.value().user_agent == "a test");
    CHECK(caller.value().session_end == now + 1h);

    // The same token under another access key.
    auto other = request(host, "ASIAOTHER", "20261122T210510Z", token);
    other.signature = sign(other, "session secret");
    auto refused = authenticate_aws_msk_iam(json::serialize(iam_message(other)), around(snapshot));
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().message() == "the security token belongs to another access key");
}

TEST_CASE("an OAUTHBEARER token in any order of parameters is its user's until it expires") {
    const auto snapshot = make_snapshot();
    auto made = request(region_host, "AKIDEXAMPLE", "20261122T210510Z");
    made.signature = sign(made);
    std::reverse(made.parameters.begin(), made.parameters.end());
    auto caller = authenticate_oauthbearer(oauth_message(made), around(snapshot));
    REQUIRE(caller.ok());
    CHECK(caller.value().principal_arn == "arn:aws:iam::123456789012:user/ada");
    CHECK(caller.value().access_key_id == "AKIDEXAMPLE");
    CHECK(caller.value().user_agent == "a signer/1.0");
    CHECK(caller.value().session_end == *parse_amz_date("20261122T210510Z") + 900s);
}

TEST_CASE("a fractional X-Amz-Expires is signed as it was written") {
    const auto snapshot = make_snapshot();
    auto made = request(region_host, "AKIDEXAMPLE", "20261122T210510Z");
    made.parameters[4].second = "345.678";
    made.signature = sign(made);
    CHECK(authenticate_oauthbearer(oauth_message(made), around(snapshot)).ok());
}

TEST_CASE("an OAUTHBEARER token for another host, or none at all, is refused") {
    const auto snapshot = make_snapshot();
    auto made = request("kafka.us-west-2.amazonaws.com", "AKIDEXAMPLE", "20261122T210510Z");
    made.signature = sign(made);
    CHECK_FALSE(authenticate_oauthbearer(oauth_message(made), around(snapshot)).ok());
    for (const std::string message :
         {"",
          "n,,",
          "n,,\x01\x01",
          "n,,\x01"
          "auth=Bearer \x01\x01",
          "n,,\x01"
          "auth=Bearer !!\x01\x01"})
        CHECK_FALSE(authenticate_oauthbearer(message, around(snapshot)).ok());
}

TEST_CASE("the cap shortens every session, also one without an end") {
    const auto snapshot = make_snapshot();
    auto shorter = around(snapshot);
    shorter.session_max = 5s;
    auto caller = authenticate_aws_msk_iam(json::serialize(signed_message()), shorter);
    REQUIRE(caller.ok());
    CHECK(caller.value().session_end == now + 5s);
    CHECK(capped(std::nullopt, around(snapshot)) == std::nullopt);
}

TEST_CASE("the server's answer has exactly two members") {
    CHECK(aws_msk_iam_answer("abc") == R"({"version":"2020_10_22","request-id":"abc"})");
}

}  // namespace atlas::broker
