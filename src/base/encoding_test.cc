// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.h"

#include <doctest/doctest.h>

namespace atlas {
namespace {

TEST_CASE("hexadecimal goes both ways and refuses what it is not") {
    CHECK(encode_hex(std::string_view("\x00\xff\x1a", 3)) == "00ff1a");
    CHECK(decode_hex("00FF1a") == std::string("\x00\xff\x1a", 3));
    CHECK_FALSE(decode_hex("0").has_value());
    CHECK_FALSE(decode_hex("0g").has_value());
}

TEST_CASE("base64 follows RFC 4648's vectors") {
    CHECK(encode_base64("") == "");
    CHECK(encode_base64("f") == "Zg==");
    CHECK(encode_base64("fo") == "Zm8=");
    CHECK(encode_base64("foobar") == "Zm9vYmFy");
    CHECK(decode_base64("Zm8=") == "fo");
    CHECK_FALSE(decode_base64("Zm8").has_value());
    CHECK_FALSE(decode_base64("Zm=v").has_value());
    CHECK(encode_base64url("\xfb\xff") == "-_8");
    CHECK(decode_base64url("-_8") == "\xfb\xff");
    CHECK(decode_base64url("-_8=") == "\xfb\xff");
}

TEST_CASE("percent-encoding keeps only unreserved characters") {
    CHECK(encode_percent("a b/+~") == "a%20b%2F%2B~");
    CHECK(encode_percent("a/b", true) == "a/b");
    CHECK(decode_percent("a%20b%2F") == "a b/");
    CHECK(decode_percent("a+b", true) == "a b");
    CHECK(decode_percent("a%2") == std::nullopt);
    CHECK(decode_percent("%41") == "A");
}

}  // namespace
}  // namespace atlas
