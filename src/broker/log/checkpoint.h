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
/// Contents of recovery-point-offset-checkpoint and of log-start-offset-checkpoint.
using OffsetCheckpoint = std::map<PartitionKey, std::int64_t>;

/// Kafka's text format: version 0, the number of entries, then one `topic partition offset` per
/// line.
std::string encode_checkpoint(const OffsetCheckpoint& offsets);
/// Nothing if the text is damaged or incomplete.
std::optional<OffsetCheckpoint> parse_checkpoint(std::string_view text);

/// The first offset that was appended under a leader epoch.
struct EpochStart {
    std::int32_t epoch = 0;
    std::int64_t start_offset = 0;
};
/// leader-epoch-checkpoint: the same format with one `epoch start_offset` per line, epochs
/// ascending.
std::string encode_epochs(const std::vector<EpochStart>& epochs);
std::optional<std::vector<EpochStart>> parse_epochs(std::string_view text);

/// `topic-3` → topic, 3; nothing if the folder's name has another form.
std::optional<PartitionKey> parse_partition_folder(std::string_view name);
/// The offset as 20 digits, then `suffix`, as Kafka names its files. Parsing returns nothing for
/// any other name.
std::string offset_file_name(std::int64_t offset, std::string_view suffix);
std::optional<std::int64_t> parse_offset_file_name(std::string_view name, std::string_view suffix);

}  // namespace atlas::broker
