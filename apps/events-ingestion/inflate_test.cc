// SPDX-License-Identifier: Apache-2.0
#include "events-ingestion/inflate.h"

#include <doctest/doctest.h>
#include <zlib.h>

using namespace atlas;
using namespace atlas::ingestion;

namespace {

std::string gzip(const std::string& plain) {
    z_stream zlib{};
    REQUIRE(deflateInit2(&zlib, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string out(deflateBound(&zlib, plain.size()), '\0');
    zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
    zlib.avail_in = static_cast<uInt>(plain.size());
    zlib.next_out = reinterpret_cast<Bytef*>(out.data());
    zlib.avail_out = static_cast<uInt>(out.size());
    REQUIRE(deflate(&zlib, Z_FINISH) == Z_STREAM_END);
    out.resize(zlib.total_out);
    deflateEnd(&zlib);
    return out;
}

}  // namespace

TEST_CASE("a gzip body comes back whole") {
    for (std::size_t size : {0, 1, 1000, 65536, 200'000}) {
        std::string plain(size, 'x');
        CHECK(inflate_gzip(gzip(plain), 1 << 20).value() == plain);
    }
    CHECK(inflate_gzip(gzip("one ") + gzip("two"), 100).value() == "one two");
}

TEST_CASE("a body may fill its limit and not a byte more") {
    CHECK(inflate_gzip(gzip(std::string(100, 'x')), 100).value().size() == 100);
    auto over = inflate_gzip(gzip(std::string(101, 'x')), 100);
    CHECK(over.error().code() == ErrorCode::exhausted);
}

TEST_CASE("a bomb is stopped at the limit") {
    auto bomb = gzip(std::string(64 << 20, '\0'));
    CHECK(bomb.size() < 70'000);
    CHECK(inflate_gzip(bomb, 1 << 20).error().code() == ErrorCode::exhausted);
}

TEST_CASE("damaged and cut bodies are refused") {
    auto whole = gzip("hello, hello, hello");
    for (std::size_t length = 0; length < whole.size(); ++length) {
        CHECK(
            inflate_gzip(whole.substr(0, length), 100).error().code() == ErrorCode::invalid_argument
        );
    }
    auto damaged = whole;
    damaged[whole.size() - 6] ^= 1;  // the checksum
    CHECK(inflate_gzip(damaged, 100).error().code() == ErrorCode::invalid_argument);
    CHECK(inflate_gzip(whole + "junk", 100).error().code() == ErrorCode::invalid_argument);
    CHECK(inflate_gzip("plain text", 100).error().code() == ErrorCode::invalid_argument);
}
