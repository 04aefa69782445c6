// SPDX-License-Identifier: Apache-2.0
#include "broker/compression/unpack.h"

#include <algorithm>

#include "broker/compression/unpacked_bytes.h"

namespace atlas::broker {
namespace {

constexpr std::size_t first_room_bytes = 64 << 10;

Result<> unpack_by(Codec codec, std::string_view packed, UnpackedBytes& into) {
    if (packed.empty()) return Error(ErrorCode::invalid_argument, "an empty payload");
    switch (codec) {
        case Codec::gzip:
            return unpack_gzip(packed, into);
        case Codec::snappy:
            return unpack_snappy(packed, into);
        case Codec::lz4:
            return unpack_lz4(packed, into);
        case Codec::zstd:
            return unpack_zstd(packed, into);
        case Codec::none:
            break;
    }
    return Error(ErrorCode::invalid_argument, "an unknown codec");
}

}  // namespace

Error UnpackedBytes::too_large() const {
    return {
        ErrorCode::exhausted, "it unpacks to more than " + std::to_string(bytes_max_) + " bytes"
    };
}

void UnpackedBytes::grow(std::size_t size) {
    // Not zeroed first: the codec writes every byte that is used.
    bytes_.resize_and_overwrite(size, [](char*, std::size_t count) { return count; });
}

Result<std::span<char>> UnpackedBytes::room() {
    if (filled_ > bytes_max_) return too_large();
    if (filled_ == bytes_.size()) {
        // One byte above the limit, so that reaching it and exceeding it can be told apart.
        grow(std::min(std::max({bytes_.capacity(), 2 * filled_, first_room_bytes}), bytes_max_ + 1)
        );
    }
    return std::span(bytes_).subspan(filled_);
}

Result<std::span<char>> UnpackedBytes::take(std::size_t count) {
    if (count > bytes_max_ - std::min(filled_, bytes_max_)) return too_large();
    if (filled_ + count > bytes_.size()) grow(std::max(bytes_.capacity(), filled_ + count));
    auto room = std::span(bytes_).subspan(filled_, count);
    filled_ += count;
    return room;
}

Result<> UnpackedBytes::finish() {
    if (filled_ > bytes_max_) return too_large();
    bytes_.resize(filled_);
    return {};
}

Result<> unpack(Codec codec, std::string_view packed, std::size_t bytes_max, std::string& into) {
    into.clear();
    UnpackedBytes bytes(into, bytes_max);
    ATLAS_TRY(unpack_by(codec, packed, bytes));
    return bytes.finish();
}

}  // namespace atlas::broker
