// SPDX-License-Identifier: Apache-2.0
#include "crypto/digest.h"

#include <doctest/doctest.h>

#include "base/encoding.h"

namespace atlas::crypto {
namespace {

TEST_CASE("SHA-256 answers FIPS 180-2's examples") {
    CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    Sha256 digest;
    digest.update("a");
    Sha256 moved = std::move(digest);
    moved.update("bc");
    CHECK(moved.finish_hex() == sha256_hex("abc"));
}

TEST_CASE("HMAC-SHA256 answers RFC 4231's examples, long keys too") {
    CHECK(
        encode_hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    );
    CHECK(
        encode_hex(hmac_sha256(
            std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First"
        )) == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    );
}

TEST_CASE("comparison in constant time tells equal from unequal") {
    CHECK(equal_constant_time("same", "same"));
    CHECK_FALSE(equal_constant_time("same", "sama"));
    CHECK_FALSE(equal_constant_time("same", "sam"));
    CHECK(equal_constant_time("", ""));
}

}  // namespace
}  // namespace atlas::crypto
