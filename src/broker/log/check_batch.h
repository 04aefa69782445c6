// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "broker/log/record_batch.h"

namespace atlas::broker {

struct BatchProblem {
    KafkaCode code;
    std::string message;
};

/// What the records of a batch say of their times, in ms; -1 is "no time".
struct RecordTimes {
    std::int64_t earliest = -1;  // of those that have a time
    std::int64_t latest = -1;
};

struct BatchCheck {
    std::optional<BatchProblem> problem;
    RecordTimes times;
};

/// Everything a producer can get wrong in a partition's records: they must be one whole batch with
/// a right checksum, whose records are well formed and as many as its header says, with offsets
/// 0, 1, 2 … Packed records are unpacked for it, within `unpacked_bytes_max`; with
/// `look_inside_packed` off they are not looked at, and the times are those of the header.
BatchCheck check_batch(std::string_view bytes, bool look_inside_packed = true);

/// How far the records of a batch of this size may unpack: far beyond what a producer that means
/// well sends, and little enough that unpacking takes a tenth of a second.
std::size_t unpacked_bytes_max(std::size_t batch_bytes);

/// The records of a whole batch, as RecordReader reads them: in the batch itself where it is not
/// packed, else unpacked into `room`. invalid_argument when they cannot be, exhausted when they
/// are too many.
Result<std::string_view> records_of(std::string_view batch, std::string& room);

}  // namespace atlas::broker
