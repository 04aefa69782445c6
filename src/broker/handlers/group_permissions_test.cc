// SPDX-License-Identifier: Apache-2.0
#include "broker/handlers/permission_row.h"
#include "broker/protocol/delete_groups.h"
#include "broker/protocol/describe_groups.h"
#include "broker/protocol/find_coordinator.h"
#include "broker/protocol/heartbeat.h"
#include "broker/protocol/join_group.h"
#include "broker/protocol/leave_group.h"
#include "broker/protocol/list_groups.h"
#include "broker/protocol/offset_commit.h"
#include "broker/protocol/offset_delete.h"
#include "broker/protocol/offset_fetch.h"
#include "broker/protocol/sync_group.h"

namespace atlas::broker {
namespace {

using namespace protocol;

const std::string refused = "30";
const std::string unknown_member = "25";

std::string text(std::int16_t code) {
    return std::to_string(code);
}

std::string find_coordinator(Holder& holder, std::int16_t version, std::int8_t type) {
    FindCoordinatorRequest request;
    request.key_type = type;
    request.key = type == 0 ? "g" : "x";
    request.coordinator_keys = {request.key};
    const auto answer = holder.call<FindCoordinator>(request, version);
    return text(version < 4 ? answer.error_code : answer.coordinators.at(0).error_code);
}

/// Calls an API of members as a member that the group does not know.
template <typename Api>
std::string ask_as_stranger(Holder& holder, std::int16_t version) {
    typename Api::Request request;
    request.group_id = "g";
    request.member_id = "stranger";
    return text(holder.call<Api>(request, version).error_code);
}

std::string leave(Holder& holder, std::int16_t version) {
    LeaveGroupRequest request;
    request.group_id = "g";
    request.member_id = "stranger";
    request.members.push_back({"stranger", std::nullopt, std::nullopt});
    const auto answer = holder.call<LeaveGroup>(request, version);
    const bool alone = answer.error_code != 0 || version < 3;
    return text(alone ? answer.error_code : answer.members.at(0).error_code);
}

std::string commit(Holder& holder, std::int16_t version) {
    OffsetCommitRequest request;
    request.group_id = "g";
    request.topics.push_back({"t", {{0, 1, -1, -1, ""}}});
    const auto answer = holder.call<OffsetCommit>(request, version);
    return text(answer.topics.at(0).partitions.at(0).error_code);
}

/// The group's code, else the partition's; "left out" if the topic is not shown.
template <typename Answered>
std::string first_code(std::int16_t code, const Answered& topics) {
    if (code != 0) return text(code);
    return topics.empty() ? "left out" : text(topics.at(0).partitions.at(0).error_code);
}

std::string fetch_offsets(Holder& holder, std::int16_t version, bool all) {
    OffsetFetchRequest request;
    request.group_id = "g";
    request.groups.push_back({"g", std::nullopt, -1, std::nullopt});
    if (!all) {
        request.topics.emplace().push_back({"t", {0}});
        request.groups[0].topics.emplace().push_back({"t", {0}});
    }
    const auto answer = holder.call<OffsetFetch>(request, version);
    if (version < 8) return first_code(answer.error_code, answer.topics);
    return first_code(answer.groups.at(0).error_code, answer.groups.at(0).topics);
}

std::string delete_offsets(Holder& holder, std::int16_t version) {
    OffsetDeleteRequest request;
    request.group_id = "g";
    request.topics.push_back({"t", {{0}}});
    const auto answer = holder.call<OffsetDelete>(request, version);
    return first_code(answer.error_code, answer.topics);
}

std::string describe(Holder& holder, std::int16_t version) {
    const auto answer = holder.call<DescribeGroups>({{"g"}, false}, version);
    return text(answer.groups.at(0).error_code);
}

std::string list(Holder& holder, std::int16_t version) {
    const auto answer = holder.call<ListGroups>({}, version);
    std::string shown = text(answer.error_code);
    for (const auto& group : answer.groups)
        shown += " " + group.group_id;
    return shown;
}

std::string remove(Holder& holder, std::int16_t version) {
    return text(holder.call<DeleteGroups>({{"g"}}, version).results.at(0).error_code);
}

std::vector<PermissionRow> member_rows() {
    const Permission alter{Action::alter_group, "g", refused};
    return {
        {JoinGroup::key, "with no session time", {alter}, "26", ask_as_stranger<JoinGroup>},
        {SyncGroup::key, "a stranger", {alter}, unknown_member, ask_as_stranger<SyncGroup>},
        {Heartbeat::key, "a stranger", {alter}, unknown_member, ask_as_stranger<Heartbeat>},
        {LeaveGroup::key, "a stranger", {alter}, unknown_member, leave},
    };
}

std::vector<PermissionRow> offset_rows() {
    const Permission see{Action::describe_group, "g", refused};
    return {
        {OffsetCommit::key,
         "one partition",
         {{Action::alter_group, "g", refused}, {Action::read_data, "t", "29"}},
         "0",
         commit},
        {OffsetFetch::key,
         "a topic that is named",
         {see, {Action::describe_topic, "t", "29"}},
         "0",
         [](auto& holder, auto version) { return fetch_offsets(holder, version, false); }},
        {OffsetFetch::key,
         "all topics",
         {see, {Action::describe_topic, "t", "left out"}},
         "0",
         [](auto& holder, auto version) { return fetch_offsets(holder, version, true); },
         2},
        {OffsetDelete::key,
         "one partition",
         {{Action::delete_group, "g", refused}, {Action::read_data, "t", "29"}},
         "0",
         delete_offsets},
    };
}

}  // namespace

std::vector<PermissionRow> group_rows() {
    const Permission see{Action::describe_group, "g", refused};
    std::vector<PermissionRow> rows{
        {FindCoordinator::key,
         "of a group",
         {see},
         "0",
         [](auto& holder, auto version) { return find_coordinator(holder, version, 0); }},
        {FindCoordinator::key,
         "of a transaction, which is not served",
         {},
         "53",
         [](auto& holder, auto version) { return find_coordinator(holder, version, 1); },
         1},
        {DescribeGroups::key, "one", {see}, "0", describe},
        {ListGroups::key, "one that may be seen", {{Action::describe_group, "g", "0"}}, "0 g", list
        },
        {ListGroups::key, "all", {{Action::describe_cluster, "", "0"}}, "0 g", list},
        {DeleteGroups::key, "one", {{Action::delete_group, "g", refused}}, "0", remove},
    };
    for (auto part : {member_rows, offset_rows})
        for (auto& row : part())
            rows.push_back(std::move(row));
    return rows;
}

}  // namespace atlas::broker
