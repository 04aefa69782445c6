// SPDX-License-Identifier: Apache-2.0
#include "broker/compression/pack.h"

#include <algorithm>

#include <lz4frame.h>
#include <snappy-c.h>
#include <zlib.h>
#include <zstd.h>

#include "base/check.h"

namespace atlas::broker {
namespace {

std::string pack_gzip(std::string_view bytes) {
    z_stream stream{};
    constexpr int gzip = 16 + MAX_WBITS;
    auto code =
        ::deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip, 8, Z_DEFAULT_STRATEGY);
    ATLAS_CHECK(code == Z_OK, "a test has memory");
    std::string packed(::deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    ATLAS_CHECK(::deflate(&stream, Z_FINISH) == Z_STREAM_END, "the bound is one");
    packed.resize(stream.total_out);
    ::deflateEnd(&stream);
    return packed;
}

std::string pack_snappy(std::string_view bytes) {
    auto size = ::snappy_max_compressed_length(bytes.size());
    std::string packed(size, '\0');
    auto code = ::snappy_compress(bytes.data(), bytes.size(), packed.data(), &size);
    ATLAS_CHECK(code == SNAPPY_OK, "the bound is one");
    packed.resize(size);
    return packed;
}

std::string pack_lz4(std::string_view bytes) {
    std::string packed(LZ4F_compressFrameBound(bytes.size(), nullptr), '\0');
    auto size =
        LZ4F_compressFrame(packed.data(), packed.size(), bytes.data(), bytes.size(), nullptr);
    ATLAS_CHECK(!LZ4F_isError(size), "the bound is one");
    packed.resize(size);
    return packed;
}

std::string pack_zstd(std::string_view bytes) {
    std::string packed(ZSTD_compressBound(bytes.size()), '\0');
    auto size = ZSTD_compress(packed.data(), packed.size(), bytes.data(), bytes.size(), 3);
    ATLAS_CHECK(!ZSTD_isError(size), "the bound is one");
    packed.resize(size);
    return packed;
}

}  // namespace

std::string pack(Codec codec, std::string_view bytes) {
    switch (codec) {
        case Codec::gzip:
            return pack_gzip(bytes);
        case Codec::snappy:
            return pack_snappy(bytes);
        case Codec::lz4:
            return pack_lz4(bytes);
        case Codec::zstd:
            return pack_zstd(bytes);
        case Codec::none:
            break;
    }
    return std::string(bytes);
}

std::string pack_xerial(std::string_view bytes, std::size_t block_bytes) {
    std::string packed("\x82SNAPPY\0\0\0\0\1\0\0\0\1", 16);
    for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), block_bytes))) {
        auto block = pack_snappy(bytes.substr(0, block_bytes));
        for (int shift = 24; shift >= 0; shift -= 8)
            packed.push_back(static_cast<char>(block.size() >> shift));
        packed += block;
    }
    return packed;
}

}  // namespace atlas::broker
