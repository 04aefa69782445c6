// SPDX-License-Identifier: Apache-2.0
#include "broker/cluster/properties.h"

#include <charconv>
#include <limits>

#include "broker/protocol/quoted.h"

namespace atlas::broker {
namespace {

std::int64_t parse_number(std::string_view text) {
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

}  // namespace

Properties::Properties(ConfigMap given) : given_(std::move(given)) {
    // log.retention.ms takes precedence over .minutes, and .minutes over .hours, as in Kafka.
    const auto scale = [this](std::string_view from, std::int64_t factor) {
        const auto found = given_.find(from);
        if (found == given_.end() || given_.contains("log.retention.ms")) return;
        const auto value = parse_number(found->second);
        given_["log.retention.ms"] = std::to_string(value < 0 ? -1 : value * factor);
    };
    scale("log.retention.minutes", 60'000);
    scale("log.retention.hours", 3'600'000);
}

std::string_view Properties::text(std::string_view name) const {
    if (const auto found = given_.find(name); found != given_.end()) return found->second;
    const auto* key = find_broker_key(name);
    return key ? key->initial : "";
}

std::int64_t Properties::number(std::string_view name) const {
    return parse_number(text(name));
}

std::string_view Properties::topic_text(const ConfigMap& overrides, std::string_view name) const {
    if (const auto found = overrides.find(name); found != overrides.end()) return found->second;
    const auto* key = find_topic_key(name);
    if (!key) return "";
    return key->broker.empty() ? key->initial : text(key->broker);
}

std::int64_t Properties::topic_number(const ConfigMap& overrides, std::string_view name) const {
    return parse_number(topic_text(overrides, name));
}

PartitionSettings Properties::partition_settings(const ConfigMap& overrides) const {
    const auto number = [&](std::string_view name) { return topic_number(overrides, name); };
    PartitionSettings settings;
    settings.segment_bytes = number("segment.bytes");
    settings.segment_ms = number("segment.ms");
    settings.retention_bytes = number("retention.bytes");
    settings.retention_ms = number("retention.ms");
    settings.message_bytes_max = static_cast<std::int32_t>(number("max.message.bytes"));
    settings.log_append_time = topic_text(overrides, "message.timestamp.type") == "LogAppendTime";
    // message.timestamp.difference.max.ms (deprecated by KIP-937) sets both bounds that are not set
    // by their own names.
    const auto bound = [&](std::string_view name) {
        const bool is_set = number(name) != std::numeric_limits<std::int64_t>::max();
        return number(is_set ? name : "message.timestamp.difference.max.ms");
    };
    settings.timestamp_before_ms_max = bound("message.timestamp.before.max.ms");
    settings.timestamp_after_ms_max = bound("message.timestamp.after.max.ms");
    settings.sync_before_ack = number("flush.messages") == 1;
    settings.check_packed = flag("atlas.check.packed.batches");
    return settings;
}

Result<ConfigMap> Properties::read_overrides(const ConfigMap& given) const {
    const auto refuse = [](std::string why) {
        return Error(ErrorCode::invalid_argument, std::move(why));
    };
    for (const auto& [name, value] : given)
        if (!find_topic_key(name))
            return refuse("Unknown topic config name: " + protocol::quoted(name));
    ConfigMap kept;
    for (const auto& [name, value] : given)
        kept[name] = ATLAS_TRY(read_config(*find_topic_key(name), value));
    const auto least = topic_number(kept, "min.compaction.lag.ms");
    const auto most = topic_number(kept, "max.compaction.lag.ms");
    // Both have no effect here, but Kafka refuses this combination.
    if (least > most)
        return refuse(
            "conflict topic config setting min.compaction.lag.ms (" + std::to_string(least) +
            ") > max.compaction.lag.ms (" + std::to_string(most) + ")"
        );
    return kept;
}

}  // namespace atlas::broker
