// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/writer.h"

#include <limits>

#include "base/check.h"

namespace atlas::broker::protocol {
namespace {

/// Of bytes, records and arrays, whose length is an int32, or one more as a varint.
constexpr std::size_t wide_bytes_max = std::numeric_limits<std::int32_t>::max() - 1;

}  // namespace

void Writer::big_endian(std::uint64_t value, int width) {
    char bytes[8];
    for (int index = 0; index < width; ++index)
        bytes[index] = static_cast<char>(value >> (8 * (width - 1 - index)));
    buffer_.append(bytes, static_cast<std::size_t>(width));
}

void Writer::uvarint(std::uint32_t value) {
    for (; value >= 0x80; value >>= 7)
        buffer_.push_back(static_cast<char>(value | 0x80));
    buffer_.push_back(static_cast<char>(value));
}

void Writer::uuid(const Uuid& value) {
    buffer_.append(value.bytes.begin(), value.bytes.end());
}

void Writer::counted(bool flexible, bool wide, std::string_view value) {
    counted(flexible, wide, false, &value);
}

void Writer::counted(bool flexible, bool wide, bool nullable, const std::string_view* value) {
    const bool null = value == nullptr && nullable;
    const std::size_t size = value ? value->size() : 0;
    // No check that ends the process: clients decide on many of the lengths.
    if (size > (wide ? wide_bytes_max : string_bytes_max)) return fail();
    if (flexible) {
        uvarint(null ? 0 : static_cast<std::uint32_t>(size) + 1);
    } else if (wide) {
        int32(null ? -1 : static_cast<std::int32_t>(size));
    } else {
        int16(null ? std::int16_t{-1} : static_cast<std::int16_t>(size));
    }
    if (value) buffer_.append(*value);
}

namespace {
template <typename T>
struct View {
    explicit View(const std::optional<T>& value) {
        if (value) view = *value, pointer = &view;
    }
    std::string_view view;
    const std::string_view* pointer = nullptr;
};
}  // namespace

void Writer::string(bool flexible, bool nullable, const std::optional<std::string>& value) {
    counted(flexible, false, nullable, View(value).pointer);
}

void Writer::bytes(bool flexible, bool nullable, const std::optional<std::string>& value) {
    counted(flexible, true, nullable, View(value).pointer);
}

void Writer::records(bool flexible, bool nullable, const std::optional<std::string>& value) {
    counted(flexible, true, nullable, View(value).pointer);
}

void Writer::records(bool flexible, bool nullable, const std::optional<std::string_view>& value) {
    counted(flexible, true, nullable, View(value).pointer);
}

void Writer::array(bool flexible, std::size_t count) {
    if (count > wide_bytes_max) return fail();
    if (flexible) {
        uvarint(static_cast<std::uint32_t>(count) + 1);
    } else {
        int32(static_cast<std::int32_t>(count));
    }
}

void Writer::null_array(bool flexible, bool nullable) {
    if (!nullable) {
        array(flexible, 0);
    } else if (flexible) {
        uvarint(0);
    } else {
        int32(-1);
    }
}

void Writer::patch_int32(std::size_t at, std::int32_t value) {
    ATLAS_CHECK(at + 4 <= buffer_.size(), "patched bytes were written");
    for (std::size_t index = 0; index < 4; ++index)
        buffer_[at + index] =
            static_cast<char>(static_cast<std::uint32_t>(value) >> (24 - 8 * index));
}

void TagWriter::write_to(Writer& out) const {
    out.uvarint(static_cast<std::uint32_t>(fields_.size()));
    for (const auto& [tag, value] : fields_) {
        if (!value.ok()) out.fail();
        out.uvarint(tag);
        out.uvarint(static_cast<std::uint32_t>(value.size()));
        out.raw(value.buffer());
    }
}

}  // namespace atlas::broker::protocol
