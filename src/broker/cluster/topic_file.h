// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "broker/cluster/topic.h"
#include "linux/file_system.h"

namespace atlas::broker {

using TopicRecords = std::map<std::string, TopicRecord, std::less<>>;

/// The file that says which topics there are (docs/formats/broker-control.md), as text.
std::string encode_topics(const TopicRecords& topics);
Result<TopicRecords> parse_topics(std::string_view text);
/// None where the file is not there yet.
Result<TopicRecords> load_topics(linux::FileSystem& files, const std::string& path);

}  // namespace atlas::broker
