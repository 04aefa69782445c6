// SPDX-License-Identifier: Apache-2.0
#include "broker/log/checkpoint.h"

#include <charconv>

#include <fmt/core.h>

namespace atlas::broker {
namespace {

template <typename T>
std::optional<T> number_of(std::string_view text) {
    T value{};
    auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

/// Removes the text up to `separator` from `rest`, with the separator, and returns it. Nothing if
/// there is no separator.
std::optional<std::string_view> take_until(std::string_view& rest, char separator) {
    auto end = rest.find(separator);
    if (end == std::string_view::npos) return std::nullopt;
    auto taken = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return taken;
}

/// The lines after version and count; nothing unless there are exactly `count` lines.
std::optional<std::vector<std::string_view>> lines_of(std::string_view text) {
    auto version = take_until(text, '\n');
    auto count_text = take_until(text, '\n');
    if (!version || *version != "0" || !count_text) return std::nullopt;
    auto count = number_of<std::size_t>(*count_text);
    std::vector<std::string_view> lines;
    while (auto line = take_until(text, '\n'))
        lines.push_back(*line);
    if (!count || lines.size() != *count || !text.empty()) return std::nullopt;
    return lines;
}

}  // namespace

std::string encode_checkpoint(const OffsetCheckpoint& offsets) {
    auto text = fmt::format("0\n{}\n", offsets.size());
    for (const auto& [key, offset] : offsets) {
        text += fmt::format("{} {} {}\n", key.first, key.second, offset);
    }
    return text;
}

std::optional<OffsetCheckpoint> parse_checkpoint(std::string_view text) {
    auto lines = lines_of(text);
    if (!lines) return std::nullopt;
    OffsetCheckpoint offsets;
    for (auto line : *lines) {
        auto topic = take_until(line, ' ');
        auto partition_text = take_until(line, ' ');
        if (!topic || !partition_text) return std::nullopt;
        auto partition = number_of<std::int32_t>(*partition_text);
        auto offset = number_of<std::int64_t>(line);
        if (!partition || !offset) return std::nullopt;
        offsets[{std::string(*topic), *partition}] = *offset;
    }
    return offsets;
}

std::string encode_epochs(const std::vector<EpochStart>& epochs) {
    auto text = fmt::format("0\n{}\n", epochs.size());
    for (const auto& entry : epochs)
        text += fmt::format("{} {}\n", entry.epoch, entry.start_offset);
    return text;
}

std::optional<std::vector<EpochStart>> parse_epochs(std::string_view text) {
    auto lines = lines_of(text);
    if (!lines) return std::nullopt;
    std::vector<EpochStart> epochs;
    for (auto line : *lines) {
        auto epoch_text = take_until(line, ' ');
        if (!epoch_text) return std::nullopt;
        auto epoch = number_of<std::int32_t>(*epoch_text);
        auto start = number_of<std::int64_t>(line);
        if (!epoch || !start || (!epochs.empty() && epochs.back().epoch >= *epoch)) {
            return std::nullopt;
        }
        epochs.push_back({*epoch, *start});
    }
    return epochs;
}

std::optional<PartitionKey> parse_partition_folder(std::string_view name) {
    auto dash = name.rfind('-');
    if (dash == std::string_view::npos || dash == 0) return std::nullopt;
    auto digits = name.substr(dash + 1);
    // Kafka writes no leading zeros; `topic-03` and `topic-3` must not be the same partition.
    auto number = number_of<std::int32_t>(digits);
    if (!number || (digits.size() > 1 && digits.front() == '0')) return std::nullopt;
    return PartitionKey{name.substr(0, dash), *number};
}

std::string offset_file_name(std::int64_t offset, std::string_view suffix) {
    return fmt::format("{:020}{}", offset, suffix);
}

std::optional<std::int64_t> parse_offset_file_name(std::string_view name, std::string_view suffix) {
    if (name.size() != 20 + suffix.size() || !name.ends_with(suffix)) return std::nullopt;
    return number_of<std::int64_t>(name.substr(0, 20));
}

}  // namespace atlas::broker
