// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "broker/cluster/topic.h"
#include "linux/file_system.h"

namespace atlas::broker {

using TopicRecords = std::map<std::string, TopicRecord, std::less<>>;

/// The content of topics.json in memory, each topic encoded once, so that rewriting the file for
/// one changed topic only copies the text of the others. Loop thread only.
class TopicFile {
public:
    explicit TopicFile(const TopicRecords& topics = {});
    /// Null for an unknown topic.
    const TopicRecord* find(const std::string& name) const;
    /// Adds a topic, or replaces the one of that name.
    void put(TopicRecord record);
    void erase(const std::string& name) { entries_.erase(name); }
    /// What the file has of one name, to take it back to that.
    class Kept;
    Kept keep(const std::string& name) const;
    void restore(Kept kept);
    /// The whole file (docs/formats/broker-control.md).
    std::string text() const;

private:
    struct Entry {
        TopicRecord record;
        std::string text;
    };
    std::map<std::string, Entry> entries_;
};

class TopicFile::Kept {
    friend class TopicFile;
    std::string name;
    std::optional<Entry> entry;
};

/// invalid_argument for anything but a whole file, and for the file of a later version.
Result<TopicRecords> parse_topics(std::string_view text);
/// No topics if the file does not exist.
Result<TopicRecords> load_topics(linux::FileSystem& files, const std::string& path);

}  // namespace atlas::broker
