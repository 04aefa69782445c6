// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <vector>

#include "base/letter_case.h"
#include "broker/cluster/config_key.h"
#include "broker/protocol/message.h"
#include "broker/protocol/quoted.h"

namespace atlas::broker {
namespace {

using enum ConfigKind;

Error invalid(const ConfigKey& key, std::string_view value, const std::string& why) {
    const auto name = key.topic.empty() ? key.broker : key.topic;
    return {
        ErrorCode::invalid_argument,
        "Invalid value " + protocol::quoted(value) + " for configuration " + std::string(name) +
            ": " + why
    };
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n\f\v";
    const auto begin = text.find_first_not_of(blanks);
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

std::string_view type_name(ConfigKind kind) {
    return kind == real ? "DOUBLE" : kind == int32 ? "INT" : "LONG";
}

template <typename T>
Result<std::string> read_number(const ConfigKey& key, std::string_view value) {
    // Java's parsers accept one sign, also a plus, which std::from_chars does not.
    const bool plus = value.starts_with('+') && !value.substr(1).starts_with('-');
    const auto digits = plus ? value.substr(1) : value;
    T number{};
    const auto* end = digits.data() + digits.size();
    const auto [stopped, failure] = std::from_chars(digits.data(), end, number);
    const auto wide = static_cast<double>(number);
    if (failure != std::errc{} || stopped != end || wide != wide)
        return invalid(key, value, "Not a number of type " + std::string(type_name(key.kind)));
    const auto bound = [](double limit) {
        return std::to_string(static_cast<std::int64_t>(limit));
    };
    // The bounds allow 0, Kafka does not.
    if (key.topic == "compression.gzip.level" && number == 0)
        return invalid(key, value, "Value must be between 1 and 9 or equal to -1");
    if (wide < key.minimum)
        return invalid(key, value, "Value must be at least " + bound(key.minimum));
    if (wide > key.maximum)
        return invalid(key, value, "Value must be no more than " + bound(key.maximum));
    return std::string(digits);
}

Result<std::string> read_boolean(const ConfigKey& key, std::string_view value) {
    const auto text = lower_case(value);
    if (text != "true" && text != "false")
        return invalid(key, value, "Expected value to be either true or false");
    if (key.topic == "remote.storage.enable" && text == "true")
        return Error(
            ErrorCode::invalid_argument,
            "Tiered Storage functionality is disabled in the broker. Topic cannot be configured "
            "with remote log storage (remote.storage.enable)."
        );
    return text;
}

bool is_version(std::string_view value) {
    // "2.8", "0.10.2", "3.0-IV1".
    const auto dash = value.find("-IV");
    const auto digits = [](std::string_view part) {
        return !part.empty() && part.find_first_not_of("0123456789") == part.npos;
    };
    if (dash != value.npos && !digits(value.substr(dash + 3))) return false;
    auto rest = value.substr(0, dash);
    int parts = 1;
    for (auto dot = rest.find('.'); dot != rest.npos; dot = rest.find('.'), ++parts) {
        if (!digits(rest.substr(0, dot))) return false;
        rest.remove_prefix(dot + 1);
    }
    return digits(rest) && parts >= 2;
}

/// Checks texts with a fixed set of values, and refuses values that this broker does not support.
Result<std::string> read_text(const ConfigKey& key, std::string_view value) {
    const auto one_of = [&](std::initializer_list<std::string_view> known) -> Result<> {
        std::string names;
        for (const auto name : known) {
            if (value == name) return {};
            names.append(names.empty() ? "" : ", ").append(name);
        }
        return invalid(key, value, "String must be one of: " + names);
    };
    if (key.topic == "compression.type") {
        ATLAS_TRY(one_of({"uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"}));
        if (value != "producer")
            return invalid(key, value, "only producer is implemented by this broker");
    }
    if (key.topic == "message.timestamp.type") ATLAS_TRY(one_of({"CreateTime", "LogAppendTime"}));
    if (key.topic == "message.format.version" && !is_version(value))
        return invalid(
            key, value, "Version " + protocol::quoted(value) + " is not a valid version"
        );
    return std::string(value);
}

std::vector<std::string_view> elements(std::string_view list) {
    std::vector<std::string_view> found;
    while (!list.empty()) {
        const auto comma = list.find(',');
        found.push_back(trimmed(list.substr(0, comma)));
        list.remove_prefix(comma == list.npos ? list.size() : comma + 1);
    }
    return found;
}

bool is_replica(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == text.npos) return false;
    for (const auto part : {text.substr(0, colon), text.substr(colon + 1)})
        if (part.empty() || part.find_first_not_of("0123456789") != part.npos) return false;
    return true;
}

Result<std::string> read_list(const ConfigKey& key, std::string_view value) {
    const auto all = elements(value);
    std::string joined;
    for (const auto one : all) {
        if (key.topic == "cleanup.policy" && one != "compact" && one != "delete")
            return invalid(key, one, "String must be one of: compact, delete");
        if (key.topic.ends_with(".throttled.replicas") && value != "*" && !is_replica(one))
            return invalid(
                key,
                value,
                "it must be the literal '*' or a list of replicas in the following format: "
                "[partitionId]:[brokerId],[partitionId]:[brokerId],..."
            );
        if (key.topic == "cleanup.policy" && one == "compact")
            return invalid(key, value, "only delete is implemented by this broker");
        // "delete,delete" is stored as "delete".
        if (key.topic == "cleanup.policy" && !joined.empty()) continue;
        joined.append(joined.empty() ? "" : ",").append(one);
    }
    if (key.topic == "cleanup.policy" && joined.empty())
        return invalid(key, value, "only delete is implemented by this broker");
    return joined;
}

}  // namespace

Result<std::string> read_config(const ConfigKey& key, std::string_view value) {
    const auto text_of = trimmed(value);
    // A longer one could not be shown by DescribeConfigs; APPEND can make one of values that can.
    if (text_of.size() > protocol::string_bytes_max)
        return Error(
            ErrorCode::invalid_argument,
            "The configuration value cannot be added because it exceeds the maximum value size of "
            "32767 bytes."
        );
    switch (key.kind) {
        case boolean:
            return read_boolean(key, text_of);
        case int32:
            return read_number<std::int32_t>(key, text_of);
        case int64:
            return read_number<std::int64_t>(key, text_of);
        case real:
            return read_number<double>(key, text_of);
        case list:
            return read_list(key, text_of);
        case text:
            return read_text(key, text_of);
        case int16:
        case class_name:
        case password:
            break;  // No setting in config_keys has one of these types.
    }
    return std::string(text_of);
}

}  // namespace atlas::broker
