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

/// A stored log group. Times are milliseconds since 1970.
struct GroupRow {
    std::string name;
    std::string id;  // random; the name of its folder
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

/// A stored log stream. Its events are not in the store, see event_log.h.
struct StreamRow {
    std::string group;  // the group's name
    std::string name;
    std::string id;  // random; the name of its folder below the group's
    std::int64_t created = 0;
    static void fields(auto& self, auto&& field) {
        field("Group", self.group);
        field("Name", self.name);
        field("Id", self.id);
        field("Created", self.created);
    }
};

/// All state of aws/logs, owned by the service. Region thread only, except that workers use `files`
/// and the logs in `events`.
struct State {
    explicit State(linux::FileSystem& file_system) : files(file_system) {}

    store::Table<GroupRow> groups{"logs.group"};     // by name
    store::Table<StreamRow> streams{"logs.stream"};  // by `stream_key`
    linux::FileSystem& files;
    std::map<std::string, std::shared_ptr<EventLog>> events;  // by `stream_key`, made when needed
    std::string folder;                                       // set at the service's start
};

/// "<group>\n<stream>". No name may contain a newline, so the streams of a group are one range.
std::string stream_key(const std::string& group, const std::string& stream);
/// ResourceNotFoundException if there is no such group.
Answer<const GroupRow*> find_group(const State& state, const std::string& name_or_arn);
/// ResourceNotFoundException if there is no such group or stream. `group` is a name or an ARN.
Answer<const StreamRow*> find_stream(
    const State& state, const std::string& group, const std::string& stream
);
/// The streams of a group whose name begins with `prefix`, sorted by name.
std::vector<const StreamRow*> streams_of(
    const State& state, const std::string& group, const std::string& prefix
);
/// The log of a stream. The region thread must only pass it on to a worker, since calls may block.
std::shared_ptr<EventLog> events_of(State& state, const StreamRow& row);
/// ResourceNotFoundException for a stream.
AwsError no_such_stream();
/// Stored lines that are left out or shown with repaired bytes, by group.
std::vector<Observation> observations_of(const State& state);

/// Milliseconds since 1970, as the API has them.
std::int64_t milliseconds_of(Time time);
/// arn:aws:logs:…:log-group:NAME, without the ":*" that some answers add.
std::string group_arn(const Place& place, const std::string& name);
/// The group as a resource for authorization, with its tags. Its ARN ends in ":*".
std::vector<Resource> group_resource(
    const State& state, Call& call, const std::string& name_or_arn
);
/// The stream as a resource: its own ARN and the tags of its group.
std::vector<Resource> stream_resource(
    const State& state, Call& call, const std::string& name_or_arn, const std::string& stream
);
AwsError invalid_parameter(const std::string& message);

}  // namespace atlas::aws::logs
