// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <vector>

#include "broker/log/big_endian.h"
#include "broker/log/crc32c.h"
#include "broker/log/producer_state.h"

namespace atlas::broker {
namespace {

constexpr std::int16_t version = 1;
constexpr std::size_t head_bytes = 6;      // version, crc
constexpr std::size_t entry_bytes = 46;    // of a producer, in Kafka's part
constexpr std::size_t batch_bytes = 28;    // of an earlier batch, in our part
constexpr std::string_view ours = "ATL1";  // begins our part

using Batch = ProducerState::Batch;
using Producer = ProducerState::Producer;

void append_entry(std::string& to, std::int64_t id, const Producer& producer) {
    const auto& last = producer.batches.back();
    append_big(to, id);
    append_big(to, producer.epoch);
    append_big(to, last.last_sequence);
    append_big(to, last.last_offset);
    append_big(to, last.offset_delta);
    append_big(to, last.timestamp);
    append_big(to, std::int32_t{-1});  // coordinator epoch
    append_big(to, std::int64_t{-1});  // first offset of an open transaction
}

Producer parse_entry(const char* at) {
    Producer producer;
    producer.epoch = load_big<std::int16_t>(at + 8);
    Batch last;
    last.last_sequence = load_big<std::int32_t>(at + 10);
    last.last_offset = load_big<std::int64_t>(at + 14);
    last.offset_delta = load_big<std::int32_t>(at + 22);
    last.timestamp = load_big<std::int64_t>(at + 26);
    // Kafka does not store it; the mask undoes the wrap from 2^31-1 to 0.
    last.first_sequence = static_cast<std::int32_t>(
        (static_cast<std::int64_t>(last.last_sequence) - last.offset_delta) & INT32_MAX
    );
    producer.last_timestamp = last.timestamp;
    producer.batches.push_back(last);
    return producer;
}

void append_earlier(std::string& to, const Producer& producer) {
    append_big(to, static_cast<std::int32_t>(producer.batches.size() - 1));
    for (std::size_t i = 0; i + 1 < producer.batches.size(); ++i) {
        const auto& batch = producer.batches[i];
        append_big(to, batch.first_sequence);
        append_big(to, batch.last_sequence);
        append_big(to, batch.last_offset);
        append_big(to, batch.offset_delta);
        append_big(to, batch.timestamp);
    }
}

bool parse_earlier(std::string_view& rest, Producer& producer) {
    if (rest.size() < 4) return false;
    auto count = load_big<std::int32_t>(rest.data());
    rest.remove_prefix(4);
    if (count < 0 || count >= static_cast<std::int32_t>(ProducerState::batches_max)) return false;
    for (std::int32_t i = 0; i < count; ++i) {
        if (rest.size() < batch_bytes) return false;
        const char* at = rest.data();
        Batch batch{
            .first_sequence = load_big<std::int32_t>(at),
            .last_sequence = load_big<std::int32_t>(at + 4),
            .last_offset = load_big<std::int64_t>(at + 8),
            .offset_delta = load_big<std::int32_t>(at + 16),
            .timestamp = load_big<std::int64_t>(at + 20)
        };
        producer.batches.insert(producer.batches.end() - 1, batch);
        rest.remove_prefix(batch_bytes);
    }
    return true;
}

}  // namespace

std::string encode_producer_snapshot(const ProducerState& state) {
    std::string bytes;
    append_big(bytes, version);
    append_big(bytes, std::uint32_t{0});
    append_big(bytes, static_cast<std::int32_t>(state.all().size()));
    for (const auto& [id, producer] : state.all())
        append_entry(bytes, id, producer);
    bytes += ours;
    for (const auto& [id, producer] : state.all())
        append_earlier(bytes, producer);
    store_big(bytes.data() + 2, crc32c(std::string_view(bytes).substr(head_bytes)));
    return bytes;
}

std::optional<ProducerState> parse_producer_snapshot(std::string_view bytes) {
    if (bytes.size() < head_bytes + 4 || load_big<std::int16_t>(bytes.data()) != version) {
        return std::nullopt;
    }
    if (load_big<std::uint32_t>(bytes.data() + 2) != crc32c(bytes.substr(head_bytes))) {
        return std::nullopt;
    }
    auto count = load_big<std::int32_t>(bytes.data() + head_bytes);
    auto rest = bytes.substr(head_bytes + 4);
    if (count < 0 || rest.size() / entry_bytes < static_cast<std::size_t>(count)) {
        return std::nullopt;
    }
    std::vector<std::pair<std::int64_t, Producer>> producers;
    for (std::int32_t i = 0; i < count; ++i) {
        producers.emplace_back(load_big<std::int64_t>(rest.data()), parse_entry(rest.data()));
        rest.remove_prefix(entry_bytes);
    }
    // A snapshot written by Kafka ends here.
    if (rest.starts_with(ours)) {
        rest.remove_prefix(ours.size());
        for (auto& [id, producer] : producers) {
            if (!parse_earlier(rest, producer)) return std::nullopt;
        }
    }
    ProducerState state;
    for (auto& [id, producer] : producers)
        state.insert(id, std::move(producer));
    return state;
}

}  // namespace atlas::broker
