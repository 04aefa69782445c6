// SPDX-License-Identifier: Apache-2.0
#include "broker/compression/unpack.h"

#include <doctest/doctest.h>

#include "base/random.h"
#include "broker/compression/pack.h"

namespace atlas::broker {
namespace {

constexpr std::size_t limit = 1 << 20;
constexpr Codec codecs[] = {Codec::gzip, Codec::snappy, Codec::lz4, Codec::zstd};

ErrorCode code_of(Codec codec, std::string_view packed, std::size_t bytes_max = limit) {
    std::string out;
    auto unpacked = unpack(codec, packed, bytes_max, out);
    REQUIRE_FALSE(unpacked.ok());
    return unpacked.error().code();
}

std::string text_of(std::size_t bytes) {
    std::string text;
    for (int i = 0; text.size() < bytes; ++i)
        text += "record " + std::to_string(i * 7919 % 1000) + "; ";
    text.resize(bytes);
    return text;
}

}  // namespace

TEST_CASE("what each codec packs comes out as it was, whatever was unpacked before") {
    std::string out = "left over";
    for (auto codec : codecs) {
        for (std::size_t bytes : {1uz, 100uz, 65536uz, 300'000uz}) {
            CAPTURE(static_cast<int>(codec));
            CAPTURE(bytes);
            const auto text = text_of(bytes);
            REQUIRE(unpack(codec, pack(codec, text), limit, out).ok());
            CHECK(out == text);
        }
    }
}

TEST_CASE("snappy in xerial's frame is unpacked block by block") {
    const auto text = text_of(100'000);
    std::string out;
    REQUIRE(unpack(Codec::snappy, pack_xerial(text, 32 << 10), limit, out).ok());
    CHECK(out == text);
    auto torn = pack_xerial(text, 32 << 10);
    torn.resize(torn.size() - 5);
    CHECK(code_of(Codec::snappy, torn) == ErrorCode::invalid_argument);
    CHECK(code_of(Codec::snappy, torn.substr(0, 12)) == ErrorCode::invalid_argument);
}

TEST_CASE("a payload that is cut, followed by something or of another codec is refused") {
    const auto text = text_of(5000);
    for (auto codec : codecs) {
        CAPTURE(static_cast<int>(codec));
        const auto packed = pack(codec, text);
        for (std::size_t bytes = 0; bytes < packed.size(); bytes += 7)
            CHECK(code_of(codec, packed.substr(0, bytes)) == ErrorCode::invalid_argument);
        CHECK(code_of(codec, packed + "more") == ErrorCode::invalid_argument);
        CHECK(code_of(codec, text) == ErrorCode::invalid_argument);
        CHECK(code_of(codec, std::string(100, '\xff')) == ErrorCode::invalid_argument);
    }
    CHECK(code_of(Codec::none, text) == ErrorCode::invalid_argument);
    CHECK(code_of(static_cast<Codec>(5), text) == ErrorCode::invalid_argument);
}

TEST_CASE("a payload may fill the limit and not pass it") {
    const std::string zeros(limit, '\0');
    for (auto codec : codecs) {
        CAPTURE(static_cast<int>(codec));
        const auto packed = pack(codec, zeros);
        std::string out;
        CHECK(unpack(codec, packed, limit, out).ok());
        CHECK(out.size() == limit);
        CHECK(code_of(codec, packed, limit - 1) == ErrorCode::exhausted);
        CHECK(out.capacity() <= 2 * limit);
    }
}

TEST_CASE("a claim of much makes no room for it") {
    // A snappy length of 2 GiB, followed by one byte.
    CHECK(
        code_of(Codec::snappy, "\x80\x80\x80\x80\x08z", 1uz << 33) == ErrorCode::invalid_argument
    );
}

TEST_CASE("bytes that change on the way never come out as something longer than the limit") {
    SeededRandom random(7);
    const auto text = text_of(20'000);
    for (auto codec : codecs) {
        const auto packed = pack(codec, text);
        for (int round = 0; round < 200; ++round) {
            auto changed = packed;
            const auto bytes = random.bytes(3);
            const auto at = (static_cast<std::size_t>(static_cast<unsigned char>(bytes[0])) << 8 |
                             static_cast<unsigned char>(bytes[1])) %
                            changed.size();
            changed[at] = static_cast<char>(bytes[2]);
            std::string out;
            if (unpack(codec, changed, 30'000, out).ok()) CHECK(out.size() <= 30'000);
        }
    }
}

}  // namespace atlas::broker
