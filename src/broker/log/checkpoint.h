// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace atlas::broker {

using PartitionKey = std::pair<std::string, std::int32_t>;
/// What recovery-point-offset-checkpoint and log-start-offset-checkpoint hold.
using OffsetCheckpoint = std::map<PartitionKey, std::int64_t>;

/// Kafka's text: version 0, the count, then `topic partition offset` a line.
std::string encode_checkpoint(const OffsetCheckpoint& offsets);
/// Nothing when it is not whole.
std::optional<OffsetCheckpoint> parse_checkpoint(std::string_view text);

struct EpochStart {
    std::int32_t epoch = 0;
    std::int64_t start_offset = 0;
};
/// leader-epoch-checkpoint: the same, `epoch start_offset` a line, rising.
std::string encode_epochs(const std::vector<EpochStart>& epochs);
std::optional<std::vector<EpochStart>> parse_epochs(std::string_view text);

/// `topic-3` → topic, 3; nothing for any other folder's name.
std::optional<PartitionKey> parse_partition_folder(std::string_view name);
/// 20 digits, as Kafka names its files; nothing unless `name` is that and `suffix`.
std::string offset_file_name(std::int64_t offset, std::string_view suffix);
std::optional<std::int64_t> parse_offset_file_name(std::string_view name, std::string_view suffix);

}  // namespace atlas::broker
