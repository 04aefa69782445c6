// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/sigv4.h"

#include <doctest/doctest.h>

#include "aws/wire/testing/sign_request.h"

using namespace atlas;
using namespace atlas::aws;

namespace {

const Time now = parse_amz_date("20150830T123600Z").value();
constexpr std::string_view secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/// The request of AWS's own test suite (get-vanilla).
net::Request vanilla() {
    net::Request request;
    request.method = "GET";
    request.target = "/";
    request.headers.add("Host", "example.amazonaws.com");
    request.headers.add("X-Amz-Date", "20150830T123600Z");
    request.headers.add(
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
        "SignedHeaders=host;x-amz-date, "
        "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
    );
    return request;
}

std::string verdict(
    const net::Request& request, Time at = now, std::string_view region = "us-east-1"
) {
    auto signature = parse_signature(request);
    if (!signature.ok()) return signature.error().code;
    auto verified = verify_signature(request, signature.value(), {secret, region, "service", at});
    return verified.ok() ? "verified" : verified.error().code;
}

}  // namespace

TEST_CASE("AWS's own example verifies") {
    CHECK(verdict(vanilla()) == "verified");
}

TEST_CASE("a change under the signature is seen") {
    auto request = vanilla();
    request.target = "/?Action=DeleteVpc";
    CHECK(verdict(request) == "SignatureDoesNotMatch");
    request = vanilla();
    request.body = "x";
    CHECK(verdict(request) == "SignatureDoesNotMatch");
    request = vanilla();
    request.headers.set("Host", "other.amazonaws.com");
    CHECK(verdict(request) == "SignatureDoesNotMatch");
}

TEST_CASE("an x-amz- header that is not signed is refused") {
    auto request = vanilla();
    request.headers.add("X-Amz-Target", "Other.Operation");
    CHECK(verdict(request) == "IncompleteSignature");
}

TEST_CASE("a clock may be a quarter of an hour off, not more") {
    using std::chrono::minutes;
    CHECK(verdict(vanilla(), now + minutes(15)) == "verified");
    CHECK(verdict(vanilla(), now - minutes(15)) == "verified");
    CHECK(verdict(vanilla(), now + minutes(16)) == "SignatureDoesNotMatch");
    CHECK(verdict(vanilla(), now - minutes(16)) == "SignatureDoesNotMatch");
}

TEST_CASE("another region's scope is refused") {
    CHECK(verdict(vanilla(), now, "eu-central-1") == "SignatureDoesNotMatch");
}

TEST_CASE("what is no SigV4 header says what is missing") {
    net::Request request;
    CHECK(verdict(request) == "MissingAuthenticationToken");
    request.headers.set("Authorization", "Basic dXNlcjpwdw==");
    CHECK(verdict(request) == "IncompleteSignature");
    request.headers.set("Authorization", "AWS4-HMAC-SHA256 Credential=AKID/20150830/x");
    CHECK(verdict(request) == "IncompleteSignature");
    request = vanilla();
    request.headers.set("X-Amz-Content-Sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD");
    CHECK(verdict(request) == "NotImplemented");
    request = {};
    request.target = "/?X-Amz-Signature=00";
    CHECK(verdict(request) == "IncompleteSignature");
}

// Made by botocore's SigV4QueryAuth, with a session token.
TEST_CASE("a presigned URL is good until it expires") {
    net::Request request;
    request.method = "GET";
    request.target =
        "/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256"
        "&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fservice%2Faws4_request"
        "&X-Amz-Date=20150830T123600Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host"
        "&X-Amz-Security-Token=tok%2Fen%3D%3D&X-Amz-Signature="
        "567b99225ad082e5dffe9dcf2fed701099f7313707f911909b8aa57de5927096";
    request.headers.add("Host", "example.amazonaws.com");
    CHECK(verdict(request) == "verified");
    CHECK(parse_signature(request).value().session_token == "tok/en==");
    CHECK(verdict(request, now + std::chrono::seconds(900)) == "verified");
    CHECK(verdict(request, now + std::chrono::seconds(901)) == "SignatureDoesNotMatch");
    auto changed = request;
    changed.target.replace(changed.target.find("GetCaller"), 9, "GetFooler");
    CHECK(verdict(changed) == "SignatureDoesNotMatch");
    changed = request;
    changed.headers.set("Host", "other.amazonaws.com");
    CHECK(verdict(changed) == "SignatureDoesNotMatch");
    for (const char* seconds : {"0", "604801", "9x", ""}) {
        changed = request;
        auto at = changed.target.find("Expires=900") + 8;
        changed.target.replace(at, 3, seconds);
        CHECK(verdict(changed) == "IncompleteSignature");
    }
}

TEST_CASE("Date stands in for X-Amz-Date") {
    net::Request request;
    request.method = "GET";
    request.target = "/";
    request.headers.add("Host", "example.amazonaws.com");
    request.headers.add("Date", "Sun, 30 Aug 2015 12:36:00 GMT");
    auto key = crypto::sigv4_key(secret, "20150830", "us-east-1", "service");
    auto canonical = canonical_request(request, {"date", "host"}, crypto::sha256_hex(""), true);
    auto scope = "20150830/us-east-1/service/aws4_request";
    request.headers.add(
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
        "SignedHeaders=date;host, Signature=" +
            crypto::sigv4_signature(key, "20150830T123600Z", scope, canonical)
    );
    CHECK(verdict(request) == "verified");
    CHECK(verdict(request, now + std::chrono::minutes(16)) == "SignatureDoesNotMatch");
    request.headers.set("Date", "yesterday");
    CHECK(verdict(request) == "IncompleteSignature");
}

TEST_CASE("a body that is not signed is not taken where the service hashes it itself") {
    net::Request request;
    request.method = "POST";
    request.target = "/";
    request.body = "Action=GetCallerIdentity";
    request.headers.add("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD");
    request.headers.add("Host", "example.amazonaws.com");
    request.headers.add("X-Amz-Date", "20150830T123600Z");
    auto key = crypto::sigv4_key(secret, "20150830", "us-east-1", "service");
    auto canonical = canonical_request(
        request, {"host", "x-amz-content-sha256", "x-amz-date"}, "UNSIGNED-PAYLOAD", true
    );
    auto scope = "20150830/us-east-1/service/aws4_request";
    request.headers.add(
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
        "SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=" +
            crypto::sigv4_signature(key, "20150830T123600Z", scope, canonical)
    );
    CHECK(verdict(request) == "SignatureDoesNotMatch");
}

TEST_CASE("paths are normalized and encoded twice") {
    net::Request request;
    request.method = "GET";
    request.target = "/v1//clusters/./arn%3Aaws?b=2&a=%20x";
    CHECK(
        canonical_request(request, {}, "hash", true) ==
        "GET\n/v1/clusters/arn%253Aaws\na=%20x&b=2\n\n\nhash"
    );
}
