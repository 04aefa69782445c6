// SPDX-License-Identifier: Apache-2.0
#include "aws/logs/state.h"

namespace atlas::aws::logs {
namespace {

// The group's name in "arn:…:log-group:NAME", whatever follows it (":*", ":log-stream:…"). Any text
// that is not such an ARN is a name.
std::string group_name_of(const std::string& name_or_arn) {
    auto at = name_or_arn.find(":log-group:");
    if (!name_or_arn.starts_with("arn:") || at == std::string::npos) return name_or_arn;
    auto name = name_or_arn.substr(at + 11);
    return name.substr(0, name.find(':'));
}

}  // namespace

std::vector<Observation> observations_of(const State& state) {
    std::map<std::string, EventLog::Faults> groups;
    for (const auto& [key, log] : state.events) {
        const auto faults = log->faults();
        auto& sum = groups[key.substr(0, key.find('\n'))];
        sum.unreadable += faults.unreadable;
        sum.repaired += faults.repaired;
    }
    std::vector<Observation> all;
    for (const auto& [group, faults] : groups) {
        const auto add = [&](std::uint64_t lines, const char* what) {
            if (lines > 0)
                all.push_back({"log group " + group, std::to_string(lines) + what, lines});
        };
        add(faults.unreadable, " stored lines cannot be read and are left out");
        add(faults.repaired, " stored lines are no UTF-8; such bytes are shown as U+FFFD");
    }
    return all;
}

AwsError no_such_stream() {
    return {"ResourceNotFoundException", "The specified log stream does not exist.", 400, {}};
}

std::string stream_key(const std::string& group, const std::string& stream) {
    return group + "\n" + stream;
}

AwsError invalid_parameter(const std::string& message) {
    return {"InvalidParameterException", message, 400, {}};
}

Answer<const GroupRow*> find_group(const State& state, const std::string& name_or_arn) {
    if (auto* row = state.groups.find(group_name_of(name_or_arn))) return row;
    return AwsError{
        "ResourceNotFoundException", "The specified log group does not exist.", 400, {}
    };
}

Answer<const StreamRow*> find_stream(
    const State& state, const std::string& group, const std::string& stream
) {
    auto found = find_group(state, group);
    if (!found) return std::move(found).error();
    if (auto* row = state.streams.find(stream_key(found.value()->name, stream))) return row;
    return no_such_stream();
}

std::vector<const StreamRow*> streams_of(
    const State& state, const std::string& group, const std::string& prefix
) {
    std::vector<const StreamRow*> streams;
    const auto& rows = state.streams.rows();
    auto begin = stream_key(group, prefix);
    for (auto at = rows.lower_bound(begin); at != rows.end() && at->first.starts_with(begin);
         ++at) {
        streams.push_back(&at->second);
    }
    return streams;
}

std::shared_ptr<EventLog> events_of(State& state, const StreamRow& row) {
    auto& log = state.events[stream_key(row.group, row.name)];
    if (!log) {
        auto* group = state.groups.find(row.group);
        log = std::make_shared<EventLog>(
            state.files, state.folder + "/" + (group ? group->id : "lost") + "/" + row.id
        );
    }
    return log;
}

std::int64_t milliseconds_of(Time time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

std::string group_arn(const Place& place, const std::string& name) {
    return place.arn("logs", "log-group:" + name);
}

std::vector<Resource> group_resource(
    const State& state, Call& call, const std::string& name_or_arn
) {
    Resource resource;
    auto name = group_name_of(name_or_arn);
    resource.arn = group_arn(call.place(), name) + ":*";
    if (auto* row = state.groups.find(name)) resource.add_tags(row->tags);
    return {resource};
}

std::vector<Resource> stream_resource(
    const State& state, Call& call, const std::string& name_or_arn, const std::string& stream
) {
    auto resources = group_resource(state, call, name_or_arn);
    resources.front().arn =
        group_arn(call.place(), group_name_of(name_or_arn)) + ":log-stream:" + stream;
    return resources;
}

}  // namespace atlas::aws::logs
