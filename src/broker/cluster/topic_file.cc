// SPDX-License-Identifier: Apache-2.0
#include "broker/cluster/topic_file.h"

#include "base/encoding.h"
#include "json/fields.h"
#include "json/value.h"

namespace atlas::broker {
namespace {

// The JSON members of the file (docs/formats/broker-control.md).
struct TopicFields {
    std::string name, id;
    std::map<std::string, std::string> configs;
    std::vector<std::vector<int>> replicas;
    static void fields(auto& self, auto&& field) {
        field("name", self.name);
        field("id", self.id);
        field("configs", self.configs);
        field("replicas", self.replicas);
    }
};

constexpr int file_version = 1;

struct FileFields {
    int version = file_version;
    std::vector<TopicFields> topics;
    static void fields(auto& self, auto&& field) {
        field("version", self.version);
        field("topics", self.topics);
    }
};

std::string encode_topic(const TopicRecord& record) {
    TopicFields entry;
    entry.name = record.name;
    entry.id = encode_hex(std::string(record.id.bytes.begin(), record.id.bytes.end()));
    entry.configs.insert(record.configs.begin(), record.configs.end());
    for (const auto& replicas : record.replicas)
        entry.replicas.emplace_back(replicas.begin(), replicas.end());
    return json::serialize(json::to_value(entry));
}

}  // namespace

TopicFile::TopicFile(const TopicRecords& topics) {
    for (const auto& [name, record] : topics)
        put(record);
}

const TopicRecord* TopicFile::find(const std::string& name) const {
    const auto found = entries_.find(name);
    return found == entries_.end() ? nullptr : &found->second.record;
}

void TopicFile::put(TopicRecord record) {
    auto text = encode_topic(record);
    const auto name = record.name;
    entries_[name] = {std::move(record), std::move(text)};
}

TopicFile::Kept TopicFile::keep(const std::string& name) const {
    Kept kept;
    kept.name = name;
    if (const auto found = entries_.find(name); found != entries_.end()) kept.entry = found->second;
    return kept;
}

void TopicFile::restore(Kept kept) {
    if (kept.entry) {
        entries_[kept.name] = std::move(*kept.entry);
    } else {
        entries_.erase(kept.name);
    }
}

std::string TopicFile::text() const {
    std::string text = R"({"version":)" + std::to_string(file_version) + R"(,"topics":[)";
    std::string_view separator = "\n";
    for (const auto& [name, entry] : entries_) {
        text.append(separator).append(entry.text);
        separator = ",\n";
    }
    return text += "\n]}\n";
}

Result<TopicRecords> parse_topics(std::string_view text) {
    const auto value = ATLAS_TRY(json::parse(text, {.bytes_max = 64 << 20, .depth_max = 8}));
    FileFields file;
    ATLAS_TRY(json::from_value(value, file));
    // The next write would destroy what a later version has and this one does not know.
    if (file.version != file_version)
        return Error(
            ErrorCode::invalid_argument,
            "version " + std::to_string(file.version) + " of a later release, expected 1"
        );
    TopicRecords topics;
    for (auto& entry : file.topics) {
        auto& record = topics[entry.name];
        record.name = entry.name;
        const auto id = decode_hex(entry.id);
        if (!id || id->size() != record.id.bytes.size())
            return Error(ErrorCode::invalid_argument, "topic " + entry.name + ": bad id");
        std::copy(id->begin(), id->end(), record.id.bytes.begin());
        record.configs.insert(entry.configs.begin(), entry.configs.end());
        for (const auto& replicas : entry.replicas)
            record.replicas.emplace_back(replicas.begin(), replicas.end());
    }
    return topics;
}

Result<TopicRecords> load_topics(linux::FileSystem& files, const std::string& path) {
    if (!files.exists(path)) return TopicRecords{};
    return parse_topics(ATLAS_TRY(linux::load_file(files, path))).during(path);
}

}  // namespace atlas::broker
