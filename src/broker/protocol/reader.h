// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <type_traits>

#include "broker/protocol/message.h"

namespace atlas::broker::protocol {

/// Reads a stranger's bytes in Kafka's encodings. The first thing that does not fit makes it not ok
/// and every later read answers zero, so that callers check once, at the end. Never reads past the
/// end, and never reserves more than the bytes left could fill. Holds a view: the bytes outlive it.
class Reader {
public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}

    bool ok() const { return ok_; }
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
    /// Base 128, least significant first; at most 32 bits.
    std::uint32_t uvarint();
    Uuid uuid();
    /// The next `count` bytes as they are.
    std::string_view raw(std::size_t count);

    /// `flexible` = compact lengths (one more than the length, 0 for null). Null where it may not
    /// be makes the reader not ok.
    void string(bool flexible, std::string& out);
    void string(bool flexible, bool nullable, std::optional<std::string>& out);
    void bytes(bool flexible, std::string& out);
    void bytes(bool flexible, bool nullable, std::optional<std::string>& out);
    void records(bool flexible, bool nullable, std::optional<std::string_view>& out);
    void records(bool flexible, bool nullable, std::optional<std::string>& out);

    /// The length of an array, -1 for null (where it may be) and when not ok; never more than the
    /// bytes left, since no element is empty.
    std::int32_t array(bool flexible, bool nullable);
    /// What to reserve for so many elements: enough for honest messages, nothing a lie can blow up.
    static std::size_t reservable(std::int32_t count) {
        return static_cast<std::size_t>(count < 64 ? count : 64);
    }

    void skip_tags();
    /// Calls `known(tag, reader of its bytes)` for each tagged field.
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
    /// The view of what has its length before it; nothing for null.
    std::optional<std::string_view> counted(bool flexible, bool wide, bool nullable);

    std::string_view bytes_;
    bool ok_ = true;
};

}  // namespace atlas::broker::protocol
