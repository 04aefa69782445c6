// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "broker/log/kafka_code.h"

// Record batches of version 2 (kafka.apache.org, "Record Batch"), the same on the wire and on disk.
// Pure functions over untrusted bytes: every length is checked. Any thread.
namespace atlas::broker {

constexpr std::size_t batch_header_bytes = 61;
/// Base offset and batch_length itself, which batch_length does not count.
constexpr std::size_t batch_prefix_bytes = 12;

/// One record as parsed; key and value are views into the batch. Null and empty differ.
struct Record {
    std::int64_t timestamp_delta = 0;
    std::int32_t offset_delta = 0;
    std::optional<std::string_view> key;
    std::optional<std::string_view> value;
};

/// The first 61 bytes of a batch.
struct BatchHeader {
    std::int64_t base_offset = 0;
    std::int32_t batch_length = 0;  // from the leader epoch to the end
    std::int32_t leader_epoch = -1;
    std::int8_t magic = 2;
    std::uint32_t crc = 0;  // CRC-32C from the attributes to the end
    std::int16_t attributes = 0;
    std::int32_t last_offset_delta = 0;
    std::int64_t base_timestamp = -1;  // ms
    std::int64_t max_timestamp = -1;   // ms
    std::int64_t producer_id = -1;
    std::int16_t producer_epoch = -1;
    std::int32_t base_sequence = -1;
    std::int32_t record_count = 0;

    std::size_t size_bytes() const {
        return batch_prefix_bytes + static_cast<std::size_t>(batch_length);
    }
    std::int64_t last_offset() const { return base_offset + last_offset_delta; }
    std::int64_t next_offset() const { return last_offset() + 1; }
    /// Sequence numbers wrap from 2^31-1 to 0.
    std::int32_t last_sequence() const;
    int codec() const { return attributes & 7; }
    bool compressed() const { return codec() != 0; }
    bool log_append_time() const { return (attributes & 8) != 0; }
    bool transactional() const { return (attributes & 16) != 0; }
    bool control() const { return (attributes & 32) != 0; }
    bool idempotent() const { return producer_id >= 0; }
    /// A record's timestamp in ms; the batch's max_timestamp if it has LogAppendTime.
    std::int64_t timestamp_of(const Record& record) const;
};

/// Nothing if `bytes` is too short for a header, has another magic or an impossible length or
/// offset. The batch may be longer than `bytes`.
std::optional<BatchHeader> parse_batch_header(std::string_view bytes);
/// Whether the checksum matches; `batch` is exactly one whole batch.
bool batch_crc_matches(std::string_view batch);

/// Sets base offset and leader epoch, which the checksum does not cover.
void patch_batch_place(std::span<char> batch, std::int64_t base_offset, std::int32_t leader_epoch);
/// LogAppendTime: sets the attribute and the maximum timestamp, and recomputes the checksum.
void patch_append_time(std::span<char> batch, std::int64_t timestamp);
/// Sets the maximum timestamp and recomputes the checksum.
void patch_max_timestamp(std::span<char> batch, std::int64_t timestamp);

/// Walks the records of a batch. The views it returns are valid as long as the bytes it reads.
class RecordReader {
public:
    /// Reads an uncompressed batch, header included.
    explicit RecordReader(std::string_view batch);
    /// Reads records without a batch header, such as decompressed ones.
    static RecordReader over(std::string_view records);
    /// The next record; nothing at the end or at a malformed record, which also sets `bad`.
    std::optional<Record> next();
    bool bad() const { return bad_; }
    /// Bytes not read yet.
    std::size_t left() const { return rest_.size(); }

private:
    RecordReader() = default;

    std::string_view rest_;
    bool bad_ = false;
};

/// Input of encode_batch.
struct NewRecord {
    std::optional<std::string> key;
    std::optional<std::string> value;
    std::int64_t timestamp = 0;  // ms
};
/// The idempotent producer of a batch; -1 for none.
struct BatchProducer {
    std::int64_t id = -1;
    std::int16_t epoch = -1;
    std::int32_t base_sequence = -1;
};
/// One uncompressed batch with base offset 0. `records` must not be empty.
std::string encode_batch(std::span<const NewRecord> records, BatchProducer producer = {});

}  // namespace atlas::broker
