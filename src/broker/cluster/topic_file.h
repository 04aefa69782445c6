// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "broker/cluster/topic.h"
#include "linux/file_system.h"

namespace atlas::broker {

using TopicRecords = std::map<std::string, TopicRecord, std::less<>>;

/// What the file of topics is to say, each topic encoded once: writing the file anew for one more
/// costs no more than copying the others.
class TopicFile {
public:
    explicit TopicFile(const TopicRecords& topics = {});
    /// Null when there is none.
    const TopicRecord* find(const std::string& name) const;
    /// In place of the one of that name.
    void put(TopicRecord record);
    void erase(const std::string& name) { entries_.erase(name); }
    /// The whole file (docs/formats/broker-control.md).
    std::string text() const;

private:
    struct Entry {
        TopicRecord record;
        std::string text;
    };
    std::map<std::string, Entry> entries_;
};

Result<TopicRecords> parse_topics(std::string_view text);
/// None where the file is not there yet.
Result<TopicRecords> load_topics(linux::FileSystem& files, const std::string& path);

}  // namespace atlas::broker
