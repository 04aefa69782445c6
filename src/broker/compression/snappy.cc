// SPDX-License-Identifier: Apache-2.0
#include <snappy-c.h>

#include "broker/compression/unpacked_bytes.h"

namespace atlas::broker {
namespace {

// The frame format of snappy-java: this, two int32 versions, then blocks with an int32 length each.
constexpr std::string_view frame_magic("\x82SNAPPY\0", 8);
constexpr std::size_t frame_head_bytes = 16;
constexpr std::size_t block_head_bytes = 4;

Error not_snappy() {
    return {ErrorCode::invalid_argument, "not snappy"};
}

Result<> unpack_block(std::string_view block, UnpackedBytes& into) {
    std::size_t size = 0;
    if (::snappy_uncompressed_length(block.data(), block.size(), &size) != SNAPPY_OK)
        return not_snappy();
    // A copy element of three bytes yields at most 64 bytes, so no valid block expands by more than
    // that factor.
    if (size / 64 > block.size()) return not_snappy();
    auto room = ATLAS_TRY(into.take(size));
    if (::snappy_uncompress(block.data(), block.size(), room.data(), &size) != SNAPPY_OK ||
        size != room.size())
        return not_snappy();
    return {};
}

std::size_t load_length(std::string_view bytes) {
    std::size_t length = 0;
    for (std::size_t i = 0; i < block_head_bytes; ++i)
        length = length << 8 | static_cast<unsigned char>(bytes[i]);
    return length;
}

}  // namespace

Result<> unpack_snappy(std::string_view packed, UnpackedBytes& into) {
    if (!packed.starts_with(frame_magic)) return unpack_block(packed, into);
    if (packed.size() < frame_head_bytes) return not_snappy();
    packed.remove_prefix(frame_head_bytes);
    while (!packed.empty()) {
        if (packed.size() < block_head_bytes) return not_snappy();
        const auto length = load_length(packed);
        packed.remove_prefix(block_head_bytes);
        if (length == 0 || length > packed.size()) return not_snappy();
        ATLAS_TRY(unpack_block(packed.substr(0, length), into));
        packed.remove_prefix(length);
    }
    return {};
}

}  // namespace atlas::broker
