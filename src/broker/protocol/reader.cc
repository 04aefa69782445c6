// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/reader.h"

#include <algorithm>

namespace atlas::broker::protocol {

std::uint64_t Reader::big_endian(std::size_t width) {
    const auto taken = raw(width);
    std::uint64_t value = 0;
    for (const char byte : taken)
        value = value << 8 | static_cast<std::uint8_t>(byte);
    return value;
}

std::string_view Reader::raw(std::size_t count) {
    if (count > bytes_.size()) {
        fail();
        return {};
    }
    const auto taken = bytes_.substr(0, count);
    bytes_.remove_prefix(count);
    return taken;
}

std::uint32_t Reader::uvarint() {
    std::uint32_t value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
        const auto byte = static_cast<std::uint8_t>(int8());
        if (!ok_) return 0;
        // The fifth byte has room for four bits and no further byte.
        if (shift == 28 && byte > 0x0f) break;
        value |= static_cast<std::uint32_t>(byte & 0x7f) << shift;
        if ((byte & 0x80) == 0) return value;
    }
    fail();
    return 0;
}

Uuid Reader::uuid() {
    Uuid value;
    const auto taken = raw(value.bytes.size());
    std::copy(taken.begin(), taken.end(), value.bytes.begin());
    return value;
}

std::optional<std::string_view> Reader::counted(bool flexible, bool wide, bool nullable) {
    // 64 bits, so that a compact length of 2^32-1 does not become negative.
    const std::int64_t length = flexible ? std::int64_t{uvarint()} - 1 : wide ? int32() : int16();
    if (!ok_) return std::nullopt;
    if (length < 0) {
        if (length != -1 || !nullable) fail();
        return std::nullopt;
    }
    // A longer string could not be written again: not in an answer, and not in a group's record.
    if (!wide && length > static_cast<std::int64_t>(string_bytes_max)) {
        fail();
        return std::nullopt;
    }
    return raw(static_cast<std::size_t>(length));
}

void Reader::string(bool flexible, std::string& out) {
    if (auto view = counted(flexible, false, false)) out = *view;
}

void Reader::string(bool flexible, bool nullable, std::optional<std::string>& out) {
    out.reset();
    if (auto view = counted(flexible, false, nullable)) out.emplace(*view);
}

void Reader::bytes(bool flexible, std::string& out) {
    if (auto view = counted(flexible, true, false)) out = *view;
}

void Reader::bytes(bool flexible, bool nullable, std::optional<std::string>& out) {
    out.reset();
    if (auto view = counted(flexible, true, nullable)) out.emplace(*view);
}

void Reader::records(bool flexible, bool nullable, std::optional<std::string_view>& out) {
    out = counted(flexible, true, nullable);
}

void Reader::records(bool flexible, bool nullable, std::optional<std::string>& out) {
    bytes(flexible, nullable, out);
}

std::int32_t Reader::array(bool flexible, bool nullable) {
    const std::int64_t count = flexible ? std::int64_t{uvarint()} - 1 : int32();
    if (!ok_ || (count == -1 && nullable)) return -1;
    if (count < 0 || count > static_cast<std::int64_t>(left())) {
        fail();
        return -1;
    }
    return static_cast<std::int32_t>(count);
}

void Reader::skip_tags() {
    tags([](std::uint32_t, Reader&) {});
}

}  // namespace atlas::broker::protocol
