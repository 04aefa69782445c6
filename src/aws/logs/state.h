// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aws/logs/event_log.h"
#include "aws/wire/call.h"
#include "aws/wire/service.h"
#include "store/table.h"

namespace atlas::aws::logs {

struct GroupRow {
    std::string name;
    std::string id;  // its folder
    std::int64_t created = 0;
    std::optional<int> retention_days;
    std::optional<std::string> kms_key_id;
    std::string log_group_class = "STANDARD";
    std::map<std::string, std::string> tags;
    bool deletion_protection = false;
    static void fields(auto& self, auto&& field) {
        field("Name", self.name);
        field("Id", self.id);
        field("Created", self.created);
        field("RetentionDays", self.retention_days);
        field("KmsKeyId", self.kms_key_id);
        field("Class", self.log_group_class);
        field("Tags", self.tags);
        field("DeletionProtection", self.deletion_protection);
    }
};

struct StreamRow {
    std::string group;
    std::string name;
    std::string id;  // its folder below the group's
    std::int64_t created = 0;
    static void fields(auto& self, auto&& field) {
        field("Group", self.group);
        field("Name", self.name);
        field("Id", self.id);
        field("Created", self.created);
    }
};

/// Groups by name, streams by group and name ("<group>\n<stream>"). Region thread only; the logs
/// themselves are read and written by workers.
struct State {
    explicit State(linux::FileSystem& file_system) : files(file_system) {}

    store::Table<GroupRow> groups{"logs.group"};
    store::Table<StreamRow> streams{"logs.stream"};
    linux::FileSystem& files;
    std::map<std::string, std::shared_ptr<EventLog>> events;  // by stream key
    std::string folder;                                       // set at the service's start
};

std::string stream_key(const std::string& group, const std::string& stream);
/// By name or ARN; ResourceNotFoundException.
Answer<const GroupRow*> find_group(const State& state, const std::string& name_or_arn);
Answer<const StreamRow*> find_stream(
    const State& state, const std::string& group, const std::string& stream
);
/// Streams of a group by name, those that begin with `prefix`.
std::vector<const StreamRow*> streams_of(
    const State& state, const std::string& group, const std::string& prefix
);
/// For a worker, to whom its calls are left.
std::shared_ptr<EventLog> events_of(State& state, const StreamRow& row);
AwsError no_such_stream();
/// Lines of the groups' files that were not read as they stand.
std::vector<Observation> observations_of(const State& state);

std::int64_t milliseconds_of(Time time);
/// arn:aws:logs:…:log-group:NAME and, for streams, …:log-stream:STREAM.
std::string group_arn(const Place& place, const std::string& name);
std::vector<Resource> group_resource(
    const State& state, Call& call, const std::string& name_or_arn
);
/// The stream's own ARN, with the tags of its group.
std::vector<Resource> stream_resource(
    const State& state, Call& call, const std::string& name_or_arn, const std::string& stream
);
AwsError invalid_parameter(const std::string& message);

}  // namespace atlas::aws::logs
