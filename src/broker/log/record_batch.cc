// SPDX-License-Identifier: Apache-2.0
#include "broker/log/record_batch.h"

#include "base/check.h"
#include "broker/log/big_endian.h"
#include "broker/log/crc32c.h"

namespace atlas::broker {
namespace {

// Position of each field in the header.
constexpr std::size_t at_length = 8, at_epoch = 12, at_magic = 16, at_crc = 17, at_attributes = 21,
                      at_last_delta = 23, at_base_timestamp = 27, at_max_timestamp = 35,
                      at_producer_id = 43, at_producer_epoch = 51, at_sequence = 53, at_count = 57;

std::optional<std::int64_t> read_varint(std::string_view& rest) {
    std::uint64_t raw = 0;
    for (unsigned shift = 0; shift < 64 && !rest.empty(); shift += 7) {
        auto byte = static_cast<unsigned char>(rest.front());
        rest.remove_prefix(1);
        raw |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
        if ((byte & 0x80) == 0) {
            return static_cast<std::int64_t>((raw >> 1) ^ (~(raw & 1) + 1));
        }
    }
    return std::nullopt;
}

void append_varint(std::string& to, std::int64_t value) {
    auto raw = (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
    for (; raw >= 0x80; raw >>= 7)
        to.push_back(static_cast<char>(raw | 0x80));
    to.push_back(static_cast<char>(raw));
}

/// Reads a length and that many bytes; -1 is null. False if `rest` is too short.
bool read_bytes(std::string_view& rest, std::optional<std::string_view>& bytes) {
    auto length = read_varint(rest);
    if (!length || *length < -1 || *length > static_cast<std::int64_t>(rest.size())) return false;
    if (*length < 0) return true;
    bytes = rest.substr(0, static_cast<std::size_t>(*length));
    rest.remove_prefix(bytes->size());
    return true;
}

bool walk_headers(std::string_view body) {
    auto count = read_varint(body);
    if (!count || *count < 0) return false;
    for (std::int64_t i = 0; i < *count; ++i) {
        std::optional<std::string_view> key, value;
        if (!read_bytes(body, key) || !key || !read_bytes(body, value)) return false;
    }
    return body.empty();
}

std::optional<Record> parse_record(std::string_view body) {
    if (body.empty()) return std::nullopt;
    body.remove_prefix(1);  // attributes, all unused
    Record record;
    auto timestamp = read_varint(body);
    auto offset = read_varint(body);
    if (!timestamp || !offset || *offset < 0 || *offset > INT32_MAX) return std::nullopt;
    record.timestamp_delta = *timestamp;
    record.offset_delta = static_cast<std::int32_t>(*offset);
    if (!read_bytes(body, record.key) || !read_bytes(body, record.value)) return std::nullopt;
    if (!walk_headers(body)) return std::nullopt;
    return record;
}

void append_bytes(std::string& to, const std::optional<std::string>& bytes) {
    append_varint(to, bytes ? static_cast<std::int64_t>(bytes->size()) : -1);
    if (bytes) to += *bytes;
}

std::uint32_t crc_of(std::string_view batch) {
    return crc32c(batch.substr(at_attributes));
}

}  // namespace

std::int32_t BatchHeader::last_sequence() const {
    auto last = static_cast<std::int64_t>(base_sequence) + last_offset_delta;
    return static_cast<std::int32_t>(last & INT32_MAX);
}

std::int64_t BatchHeader::timestamp_of(const Record& record) const {
    if (log_append_time()) return max_timestamp;
    // Unsigned, so that untrusted values wrap, as in Java, and do not overflow.
    return static_cast<std::int64_t>(
        static_cast<std::uint64_t>(base_timestamp) +
        static_cast<std::uint64_t>(record.timestamp_delta)
    );
}

std::optional<BatchHeader> parse_batch_header(std::string_view bytes) {
    if (bytes.size() < batch_header_bytes) return std::nullopt;
    const char* at = bytes.data();
    BatchHeader header;
    header.base_offset = load_big<std::int64_t>(at);
    header.batch_length = load_big<std::int32_t>(at + at_length);
    header.leader_epoch = load_big<std::int32_t>(at + at_epoch);
    header.magic = load_big<std::int8_t>(at + at_magic);
    header.crc = load_big<std::uint32_t>(at + at_crc);
    header.attributes = load_big<std::int16_t>(at + at_attributes);
    header.last_offset_delta = load_big<std::int32_t>(at + at_last_delta);
    header.base_timestamp = load_big<std::int64_t>(at + at_base_timestamp);
    header.max_timestamp = load_big<std::int64_t>(at + at_max_timestamp);
    header.producer_id = load_big<std::int64_t>(at + at_producer_id);
    header.producer_epoch = load_big<std::int16_t>(at + at_producer_epoch);
    header.base_sequence = load_big<std::int32_t>(at + at_sequence);
    header.record_count = load_big<std::int32_t>(at + at_count);
    constexpr auto length_min = static_cast<std::int32_t>(batch_header_bytes - batch_prefix_bytes);
    if (header.magic != 2 || header.batch_length < length_min) return std::nullopt;
    if (header.base_offset < 0 || header.last_offset_delta < 0) return std::nullopt;
    return header;
}

bool batch_crc_matches(std::string_view batch) {
    return batch.size() >= batch_header_bytes &&
           load_big<std::uint32_t>(batch.data() + at_crc) == crc_of(batch);
}

void patch_batch_place(std::span<char> batch, std::int64_t base_offset, std::int32_t leader_epoch) {
    ATLAS_CHECK(batch.size() >= batch_header_bytes, "only checked batches are patched");
    store_big(batch.data(), base_offset);
    store_big(batch.data() + at_epoch, leader_epoch);
}

void patch_append_time(std::span<char> batch, std::int64_t timestamp) {
    ATLAS_CHECK(batch.size() >= batch_header_bytes, "only checked batches are patched");
    auto attributes = load_big<std::int16_t>(batch.data() + at_attributes);
    store_big(batch.data() + at_attributes, static_cast<std::int16_t>(attributes | 8));
    patch_max_timestamp(batch, timestamp);
}

void patch_max_timestamp(std::span<char> batch, std::int64_t timestamp) {
    ATLAS_CHECK(batch.size() >= batch_header_bytes, "only checked batches are patched");
    store_big(batch.data() + at_max_timestamp, timestamp);
    store_big(batch.data() + at_crc, crc_of({batch.data(), batch.size()}));
}

RecordReader::RecordReader(std::string_view batch)
    : rest_(batch.substr(std::min(batch.size(), batch_header_bytes))) {}

RecordReader RecordReader::over(std::string_view records) {
    RecordReader reader;
    reader.rest_ = records;
    return reader;
}

std::optional<Record> RecordReader::next() {
    if (bad_ || rest_.empty()) return std::nullopt;
    std::optional<std::string_view> body;
    std::optional<Record> record;
    if (read_bytes(rest_, body) && body) record = parse_record(*body);
    bad_ = !record;
    return record;
}

std::string encode_batch(std::span<const NewRecord> records, BatchProducer producer) {
    ATLAS_CHECK(!records.empty(), "a batch has records");
    std::string batch(batch_header_bytes, '\0');
    std::int64_t max_timestamp = records.front().timestamp;
    for (std::size_t i = 0; i < records.size(); ++i) {
        std::string body(1, '\0');
        append_varint(body, records[i].timestamp - records.front().timestamp);
        append_varint(body, static_cast<std::int64_t>(i));
        append_bytes(body, records[i].key);
        append_bytes(body, records[i].value);
        append_varint(body, 0);
        append_varint(batch, static_cast<std::int64_t>(body.size()));
        batch += body;
        max_timestamp = std::max(max_timestamp, records[i].timestamp);
    }
    const auto count = static_cast<std::int32_t>(records.size());
    char* at = batch.data();
    store_big(at + at_length, static_cast<std::int32_t>(batch.size() - batch_prefix_bytes));
    store_big(at + at_epoch, std::int32_t{-1});
    store_big(at + at_magic, std::int8_t{2});
    store_big(at + at_last_delta, count - 1);
    store_big(at + at_base_timestamp, records.front().timestamp);
    store_big(at + at_max_timestamp, max_timestamp);
    store_big(at + at_producer_id, producer.id);
    store_big(at + at_producer_epoch, producer.epoch);
    store_big(at + at_sequence, producer.base_sequence);
    store_big(at + at_count, count);
    store_big(at + at_crc, crc_of(batch));
    return batch;
}

}  // namespace atlas::broker
