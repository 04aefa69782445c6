// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "broker/log/record_batch.h"

namespace atlas::broker {

/// Why a batch is refused.
struct BatchProblem {
    KafkaCode code;
    std::string message;
};

/// The timestamps of a batch's records, in ms; -1 for "no timestamp".
struct RecordTimes {
    std::int64_t earliest = -1;  // records without a timestamp do not count
    std::int64_t latest = -1;
};

struct BatchCheck {
    std::optional<BatchProblem> problem;
    RecordTimes times;
};

/// Checks the records that a producer sent for one partition. They must be exactly one batch with a
/// valid checksum; its records must be well formed, as many as the header says, with offset deltas
/// 0, 1, 2 … Compressed records are decompressed for this, up to `unpacked_bytes_max`. If
/// `look_inside_packed` is false they are not checked, and the times come from the header.
BatchCheck check_batch(std::string_view bytes, bool look_inside_packed = true);

/// How many bytes a batch of this size may decompress to: far more than an honest producer needs,
/// and few enough to decompress in about a tenth of a second.
std::size_t unpacked_bytes_max(std::size_t batch_bytes);

/// The records of a whole batch, for RecordReader::over: a view into the batch, or into `room` if
/// they had to be decompressed. Errors: invalid_argument (not decompressible), exhausted (more than
/// `unpacked_bytes_max`).
Result<std::string_view> records_of(std::string_view batch, std::string& room);

}  // namespace atlas::broker
