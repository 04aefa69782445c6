// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <sstream>

#include <doctest/doctest.h>

#include "base/encoding.h"
#include "broker/protocol/all_apis.h"
#include "broker/protocol/reader.h"
#include "broker/protocol/writer.h"

namespace atlas::broker::protocol {
namespace {

struct Vector {
    std::string api, kind, hex;
    int version = 0;
};

/// Messages encoded by Apache Kafka's own classes (tests/java/GoldenVectors.java).
std::vector<Vector> load_vectors() {
    std::ifstream file(ATLAS_TESTDATA "/vectors.txt");
    std::vector<Vector> all;
    for (Vector one; file >> one.api >> one.kind >> one.version >> one.hex;)
        all.push_back(one);
    return all;
}

template <typename Message>
std::string round_trip(std::string_view bytes, std::int16_t version) {
    Message message;
    Reader in(bytes);
    decode(in, version, message);
    if (!in.ok()) return "not decoded";
    if (in.left() != 0) return "bytes left over";
    Writer out;
    encode(out, version, message);
    return out.take();
}

template <typename Api>
void check(const Vector& vector, bool& known) {
    if (vector.api != Api::name) return;
    known = true;
    CAPTURE(vector.api);
    CAPTURE(vector.kind);
    CAPTURE(vector.version);
    const auto bytes = *decode_hex(vector.hex == "-" ? "" : vector.hex);
    const auto version = static_cast<std::int16_t>(vector.version);
    const auto back = vector.kind == "request" ? round_trip<typename Api::Request>(bytes, version)
                                               : round_trip<typename Api::Response>(bytes, version);
    CHECK(encode_hex(back) == encode_hex(bytes));
}

template <typename Api>
std::size_t survive(const Vector& vector) {
    if (vector.api != Api::name) return 0;
    const auto bytes = *decode_hex(vector.hex == "-" ? "" : vector.hex);
    const auto version = static_cast<std::int16_t>(vector.version);
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
        Reader in(std::string_view(bytes).substr(0, cut));
        if (vector.kind == "request") {
            typename Api::Request message;
            decode(in, version, message);
        } else {
            typename Api::Response message;
            decode(in, version, message);
        }
        CHECK_FALSE(in.ok());
    }
    return 1;
}

}  // namespace

TEST_CASE("what Kafka's own classes encode comes back byte for byte") {
    const auto vectors = load_vectors();
    REQUIRE(vectors.size() > 350);
    for (const auto& vector : vectors) {
        bool known = false;
        std::apply([&](auto... api) { (check<decltype(api)>(vector, known), ...); }, AllApis{});
        CHECK(known);
    }
}

TEST_CASE("every version of every API has a vector") {
    const auto vectors = load_vectors();
    std::size_t expected = 0;
    std::apply(
        [&](auto... api) {
            ((expected += 2u * static_cast<std::size_t>(
                                   decltype(api)::version_max - decltype(api)::version_min + 1
                               )),
             ...);
        },
        AllApis{}
    );
    CHECK(vectors.size() == expected);
}

TEST_CASE("a message cut short anywhere is refused") {
    std::size_t tried = 0;
    for (const auto& vector : load_vectors())
        std::apply(
            [&](auto... api) { ((tried += survive<decltype(api)>(vector)), ...); }, AllApis{}
        );
    CHECK(tried > 350);
}

TEST_CASE("an array that claims more elements than there are bytes is refused") {
    Writer out;
    out.int32(0x7fffffff);
    Reader in(out.buffer());
    CHECK(in.array(false, false) == -1);
    CHECK_FALSE(in.ok());
}

TEST_CASE("a string of more than 32767 bytes cannot be written, bytes can") {
    for (const std::size_t size : {32'767, 32'768}) {
        for (const bool flexible : {true, false}) {
            Writer string, bytes;
            string.string(flexible, std::string(size, 'x'));
            CHECK(string.ok() == (size == 32'767));
            bytes.bytes(flexible, std::string(size, 'x'));
            CHECK(bytes.ok());
        }
    }
}

TEST_CASE("a compact string of more than 32767 bytes is refused, bytes are not") {
    for (const std::size_t size : {32'767, 32'768}) {
        Writer out;
        out.bytes(true, std::string(size, 'x'));
        std::string read;
        Reader as_string(out.buffer()), as_bytes(out.buffer());
        as_string.string(true, read);
        CHECK(as_string.ok() == (size == 32'767));
        as_bytes.bytes(true, read);
        CHECK(as_bytes.ok());
    }
}

TEST_CASE("a tagged field that cannot be written makes the whole message so") {
    TagWriter tags;
    tags.add(0).string(true, std::string(32'768, 'x'));
    Writer out;
    tags.write_to(out);
    CHECK_FALSE(out.ok());
}

TEST_CASE("a varint of more than 32 bits is refused") {
    Reader in("\xff\xff\xff\xff\x7f");
    in.uvarint();
    CHECK_FALSE(in.ok());
}

}  // namespace atlas::broker::protocol
