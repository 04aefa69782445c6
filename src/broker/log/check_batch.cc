// SPDX-License-Identifier: Apache-2.0
#include "broker/log/check_batch.h"

#include <algorithm>

#include "broker/compression/unpack.h"

namespace atlas::broker {
namespace {

constexpr std::size_t unpacked_bytes_floor = 64 << 20;
constexpr std::size_t unpacked_ratio = 16;
// A thread keeps a buffer of up to this size for its next batch; a larger one is freed then.
constexpr std::size_t kept_bytes_max = 2 << 20;

BatchProblem corrupt(std::string why) {
    return {KafkaCode::corrupt_message, std::move(why)};
}

BatchProblem invalid(std::string why) {
    return {KafkaCode::invalid_record, std::move(why)};
}

std::optional<BatchProblem> find_header_problem(std::string_view bytes) {
    constexpr std::size_t at_magic = 16;
    if (bytes.size() < batch_header_bytes) return corrupt("shorter than a batch header");
    if (bytes[at_magic] != 2) return invalid("only record batches of magic 2 are taken");
    auto header = parse_batch_header(bytes);
    if (!header || header->size_bytes() > bytes.size()) return corrupt("impossible batch length");
    if (header->size_bytes() < bytes.size()) return invalid("more than one batch");
    if (!batch_crc_matches(bytes)) return corrupt("checksum does not match");
    if (header->record_count <= 0) return invalid("a batch without records");
    if (header->record_count - 1 != header->last_offset_delta) {
        return invalid("record count and offsets disagree");
    }
    if (header->codec() > 4) return invalid("unknown compression");
    if (header->control()) return invalid("clients do not write control batches");
    if (header->idempotent() && (header->producer_epoch < 0 || header->base_sequence < 0)) {
        return invalid("a producer id without epoch or sequence");
    }
    return std::nullopt;
}

std::optional<BatchProblem> walk(
    const BatchHeader& header, std::string_view records, RecordTimes& times
) {
    RecordReader reader = RecordReader::over(records);
    std::int32_t count = 0;
    while (auto record = reader.next()) {
        if (record->offset_delta != count) return invalid("offsets within the batch have gaps");
        if (++count > header.record_count) break;
        const auto at = header.timestamp_of(*record);
        if (at == -1) continue;
        times.latest = std::max(times.latest, at);
        times.earliest = times.earliest == -1 ? at : std::min(times.earliest, at);
    }
    if (reader.bad()) return invalid("a record is malformed");
    if (count != header.record_count) return invalid("record count does not match the records");
    return std::nullopt;
}

}  // namespace

std::size_t unpacked_bytes_max(std::size_t batch_bytes) {
    return std::max(unpacked_bytes_floor, unpacked_ratio * batch_bytes);
}

Result<std::string_view> records_of(std::string_view batch, std::string& room) {
    const auto header = parse_batch_header(batch);
    if (!header || header->size_bytes() > batch.size()) {
        return Error(ErrorCode::invalid_argument, "not a whole batch");
    }
    const auto payload = batch.substr(0, header->size_bytes()).substr(batch_header_bytes);
    if (!header->compressed()) return payload;
    const auto codec = static_cast<Codec>(header->codec());
    ATLAS_TRY(unpack(codec, payload, unpacked_bytes_max(batch.size()), room));
    return std::string_view(room);
}

BatchCheck check_batch(std::string_view bytes, bool look_inside_packed) {
    if (auto problem = find_header_problem(bytes)) return {std::move(problem), {}};
    const auto header = *parse_batch_header(bytes);
    if (header.compressed() && !look_inside_packed) {
        return {std::nullopt, {header.base_timestamp, header.max_timestamp}};
    }
    thread_local std::string room;
    if (room.capacity() > kept_bytes_max) room = std::string();
    auto records = records_of(bytes, room);
    BatchCheck check;
    if (records.ok()) {
        check.problem = walk(header, records.value(), check.times);
    } else if (records.error().code() == ErrorCode::exhausted) {
        check.problem =
            BatchProblem{KafkaCode::message_too_large, std::move(records).error().message()};
    } else {
        check.problem = corrupt("it cannot be unpacked: " + records.error().message());
    }
    return check;
}

}  // namespace atlas::broker
