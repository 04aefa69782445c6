// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <type_traits>

#include "broker/protocol/message.h"

namespace atlas::broker::protocol {

/// Reads untrusted bytes in Kafka's encodings (kafka.apache.org, "Protocol Primitive Types"). After
/// the first malformed value `ok` is false and every read returns zero or empty, so that callers
/// check once, at the end. Never reads past the end. The bytes must outlive the Reader.
class Reader {
public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}

    bool ok() const { return ok_; }
    /// Marks the message as malformed.
    void fail() {
        ok_ = false;
        bytes_ = {};
    }
    std::size_t left() const { return bytes_.size(); }

    bool boolean() { return int8() != 0; }
    std::int8_t int8() { return static_cast<std::int8_t>(big_endian(1)); }
    std::int16_t int16() { return static_cast<std::int16_t>(big_endian(2)); }
    std::uint16_t uint16() { return static_cast<std::uint16_t>(big_endian(2)); }
    std::int32_t int32() { return static_cast<std::int32_t>(big_endian(4)); }
    std::int64_t int64() { return static_cast<std::int64_t>(big_endian(8)); }
    /// UNSIGNED_VARINT: base 128, least significant group first; at most 32 bits.
    std::uint32_t uvarint();
    Uuid uuid();
    /// The next `count` bytes.
    std::string_view raw(std::size_t count);

    /// `flexible`: compact lengths (length + 1 as a varint, 0 for null), else int16 for strings and
    /// int32 for the rest. A null that is not `nullable` is malformed, and so is a string of more
    /// than string_bytes_max. `records` into a string_view is a view into the message.
    void string(bool flexible, std::string& out);
    void string(bool flexible, bool nullable, std::optional<std::string>& out);
    void bytes(bool flexible, std::string& out);
    void bytes(bool flexible, bool nullable, std::optional<std::string>& out);
    void records(bool flexible, bool nullable, std::optional<std::string_view>& out);
    void records(bool flexible, bool nullable, std::optional<std::string>& out);

    /// The length of an array; -1 for null or if not ok. A length above the number of bytes left is
    /// malformed, because every element has at least one byte.
    std::int32_t array(bool flexible, bool nullable);
    /// How many elements to reserve for a claimed length: enough for usual messages, and too few
    /// for a false claim to cost much memory.
    static std::size_t reservable(std::int32_t count) {
        return static_cast<std::size_t>(count < 64 ? count : 64);
    }

    /// Skips a section of tagged fields (KIP-482).
    void skip_tags();
    /// Calls `known(tag, reader of its bytes)` for each tagged field, which may leave it unread.
    template <typename Known>
    void tags(Known known) {
        for (auto count = uvarint(); count > 0 && ok_; --count) {
            const auto tag = uvarint();
            Reader value(raw(uvarint()));
            known(tag, value);
            if (!value.ok()) fail();
        }
    }

private:
    std::uint64_t big_endian(std::size_t width);
    /// Reads a length and that many bytes; nothing for null. `wide`: not a string, int32 length if
    /// not flexible.
    std::optional<std::string_view> counted(bool flexible, bool wide, bool nullable);

    std::string_view bytes_;
    bool ok_ = true;
};

}  // namespace atlas::broker::protocol
