// SPDX-License-Identifier: Apache-2.0
#include "engines/msk/properties.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "broker/cluster/config_key.h"
#include "broker/cluster/kafka_setting.h"

namespace atlas::engines::msk {
namespace {

std::string trimmed(std::string_view part) {
    auto begin = part.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos) return "";
    return std::string(part.substr(begin, part.find_last_not_of(" \t\r") - begin + 1));
}

/// Calls `each` with every line that is not empty or a comment, until it returns false.
template <typename Each>
void for_each_line(std::string_view text, Each each) {
    while (!text.empty()) {
        auto end = text.find('\n');
        auto line = trimmed(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (!line.empty() && line[0] != '#' && !each(line)) return;
    }
}

std::optional<std::pair<std::string, std::string>> parse_line(const std::string& line) {
    auto equals = line.find('=');
    if (equals == std::string::npos) return std::nullopt;
    return std::pair(trimmed(line.substr(0, equals)), trimmed(line.substr(equals + 1)));
}

}  // namespace

std::map<std::string, std::string> parse_properties(const std::string& text) {
    std::map<std::string, std::string> properties;
    for_each_line(text, [&](const std::string& line) {
        if (auto parsed = parse_line(line)) properties[parsed->first] = parsed->second;
        return true;
    });
    return properties;
}

Result<> check_property(std::string_view name, std::string_view value) {
    if (const auto* key = broker::find_broker_key(name)) {
        auto read = broker::read_config(*key, value);
        return read.ok() ? Result<>() : std::move(read).error();
    }
    // A setting of an authorizer, not of the broker. Here IAM decides, and nobody has access
    // without a policy.
    if (name == "allow.everyone.if.no.acl.found" && value == "false") return {};
    auto known = std::ranges::find(broker::kafka_settings(), name, &broker::KafkaSetting::name);
    if (known != broker::kafka_settings().end()) return {};
    return Error(ErrorCode::invalid_argument, "Unsupported configuration: " + std::string(name));
}

Result<> check_properties(const std::string& text) {
    Result<> checked;
    for_each_line(text, [&](const std::string& line) {
        auto parsed = parse_line(line);
        if (parsed) {
            checked = check_property(parsed->first, parsed->second);
        } else {
            checked = Error(ErrorCode::invalid_argument, "Not a line of name=value: " + line);
        }
        return checked.ok();
    });
    return checked;
}

}  // namespace atlas::engines::msk
