// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "broker/protocol/message.h"

namespace atlas::broker::protocol {

/// Appends values to a buffer in Kafka's encodings, the counterpart of Reader. A null that is not
/// `nullable` in the version is written as empty. After the first value that no reader would take,
/// because it is too long, `ok` is false and the bytes are no message, so that callers check once,
/// at the end.
class Writer {
public:
    bool ok() const { return ok_; }
    /// Marks the message as one that cannot be written.
    void fail() { ok_ = false; }

    void boolean(bool value) { int8(value ? 1 : 0); }
    void int8(std::int8_t value) { buffer_.push_back(static_cast<char>(value)); }
    void int16(std::int16_t value) { big_endian(static_cast<std::uint64_t>(value), 2); }
    void uint16(std::uint16_t value) { big_endian(value, 2); }
    void int32(std::int32_t value) { big_endian(static_cast<std::uint64_t>(value), 4); }
    void int64(std::int64_t value) { big_endian(static_cast<std::uint64_t>(value), 8); }
    /// UNSIGNED_VARINT.
    void uvarint(std::uint32_t value);
    void uuid(const Uuid& value);
    void raw(std::string_view bytes) { buffer_.append(bytes); }

    // `flexible` and `nullable` as in Reader.
    void string(bool flexible, std::string_view value) { counted(flexible, false, value); }
    void string(bool flexible, bool nullable, const std::optional<std::string>& value);
    void bytes(bool flexible, std::string_view value) { counted(flexible, true, value); }
    void bytes(bool flexible, bool nullable, const std::optional<std::string>& value);
    void records(bool flexible, bool nullable, const std::optional<std::string>& value);
    void records(bool flexible, bool nullable, const std::optional<std::string_view>& value);

    /// The length of an array; the caller then writes the elements.
    void array(bool flexible, std::size_t count);
    /// A null array, or an empty one if the version has no null.
    void null_array(bool flexible, bool nullable);
    /// An empty section of tagged fields.
    void no_tags() { uvarint(0); }

    std::size_t size() const { return buffer_.size(); }
    void reserve(std::size_t bytes) { buffer_.reserve(bytes); }
    const std::string& buffer() const { return buffer_; }
    std::string take() { return std::move(buffer_); }
    /// Overwrites four bytes at `at`; for a size that is only known at the end.
    void patch_int32(std::size_t at, std::int32_t value);

private:
    void big_endian(std::uint64_t value, int width);
    void counted(bool flexible, bool wide, std::string_view value);
    void counted(bool flexible, bool wide, bool nullable, const std::string_view* value);

    std::string buffer_;
    bool ok_ = true;
};

/// Collects the tagged fields of a struct that differ from their defaults. Tags must be added in
/// ascending order.
class TagWriter {
public:
    /// A Writer for the field's value; valid until the next `add`.
    Writer& add(std::uint32_t tag) { return fields_.emplace_back(tag, Writer{}).second; }
    /// Appends the section of tagged fields (KIP-482).
    void write_to(Writer& out) const;

private:
    std::vector<std::pair<std::uint32_t, Writer>> fields_;
};

}  // namespace atlas::broker::protocol
