// SPDX-License-Identifier: Apache-2.0
#include "broker/cluster/kafka_setting.h"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "base/check.h"

namespace atlas::broker {

extern const char* const broker_settings_text;  // made by CMakeLists.txt

namespace {

constexpr std::string_view no_default = "~";
constexpr std::string_view of_topic = "topic";

ConfigKind kind_of(std::string_view word) {
    using enum ConfigKind;
    constexpr std::array<std::pair<std::string_view, ConfigKind>, 9> words{{
        {"boolean", boolean},
        {"text", text},
        {"int32", int32},
        {"int16", int16},
        {"int64", int64},
        {"real", real},
        {"list", list},
        {"class", class_name},
        {"password", password},
    }};
    const auto found =
        std::ranges::find(words, word, &std::pair<std::string_view, ConfigKind>::first);
    ATLAS_CHECK(found != words.end(), "broker_settings.txt names a kind that there is");
    return found->second;
}

/// Lines of name|kind|default|documentation.
struct Table {
    Table() {
        std::string_view rest(broker_settings_text);
        while (!rest.empty()) {
            const auto end = rest.find('\n');
            take_line(rest.substr(0, end));
            rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
        }
    }
    void take_line(std::string_view line) {
        std::array<std::string_view, 3> fields;
        for (auto& field : fields) {
            const auto bar = line.find('|');
            ATLAS_CHECK(bar != line.npos, "a line of broker_settings.txt has four fields");
            field = line.substr(0, bar);
            line.remove_prefix(bar + 1);
        }
        const auto& [name, kind, initial] = fields;
        documentation[name] = line;
        if (kind == of_topic) return;
        settings.push_back({name, kind_of(kind), std::nullopt, line});
        if (initial != no_default) settings.back().initial = initial;
    }
    std::vector<KafkaSetting> settings;
    std::map<std::string_view, std::string_view> documentation;
};

const Table& table() {
    static const Table made;
    return made;
}

}  // namespace

std::span<const KafkaSetting> kafka_settings() {
    return table().settings;
}

std::string_view find_documentation(std::string_view name) {
    const auto found = table().documentation.find(name);
    return found == table().documentation.end() ? std::string_view() : found->second;
}

}  // namespace atlas::broker
