// SPDX-License-Identifier: Apache-2.0
#include "broker/group/local_coordinator.h"

namespace atlas::broker {

KafkaCode LocalCoordinator::sync_problem(const Group& group, const SyncRequest& request) const {
    if (group.state == GroupState::dead) return KafkaCode::coordinator_not_available;
    auto code = group.check_member(request.member_id, request.instance_id);
    if (code != KafkaCode::none) return code;
    if (request.generation != group.generation) return KafkaCode::illegal_generation;
    bool other_type = request.protocol_type && *request.protocol_type != group.protocol_type;
    bool other_name = request.protocol_name && *request.protocol_name != group.protocol_name;
    if (other_type || other_name) return KafkaCode::inconsistent_group_protocol;
    if (group.state == GroupState::preparing_rebalance) return KafkaCode::rebalance_in_progress;
    return KafkaCode::none;
}

void LocalCoordinator::sync(SyncRequest request, Reply<SyncAnswer> reply) {
    auto group = find(request.group_id);
    auto code = group ? sync_problem(*group, request) : KafkaCode::unknown_member_id;
    if (code != KafkaCode::none) {
        reply(SyncAnswer::refusal(code));
        return;
    }
    auto& member = *group->find(request.member_id);
    member.owes_sync = false;
    heard_from(group, member);
    // The member missed its assignment, for instance because its connection broke.
    if (group->state == GroupState::stable) {
        reply({KafkaCode::none, group->protocol_type, group->protocol_name, member.assignment});
        return;
    }
    if (auto earlier = std::exchange(member.sync_reply, std::move(reply))) {
        earlier(SyncAnswer::refusal(KafkaCode::rebalance_in_progress));
    }
    if (group->leader == request.member_id) store_assignment(group, request);
}

void LocalCoordinator::store_assignment(const GroupPtr& group, const SyncRequest& request) {
    std::map<std::string, std::string> assignments;
    // A member that the leader left out gets an empty assignment; unknown member ids are ignored.
    for (const auto& [id, member] : group->members)
        assignments[id];
    for (const auto& given : request.assignments) {
        auto found = assignments.find(given.member_id);
        if (found != assignments.end()) found->second = given.assignment;
    }
    auto generation = group->generation;
    store_group(group, assignments, [this, group, generation, assignments](KafkaCode code) {
        // Another rebalance has begun in between and has answered all members.
        if (group->state != GroupState::completing_rebalance) return;
        if (group->generation != generation) return;
        if (code != KafkaCode::none) {
            answer_syncs(*group, code);
            rebalance_if_possible(group);
            return;
        }
        for (auto& [id, member] : group->members)
            member.assignment = assignments.at(id);
        enter(*group, GroupState::stable);
        answer_syncs(*group, KafkaCode::none);
    });
}

void LocalCoordinator::answer_syncs(Group& group, KafkaCode code) {
    for (auto& [id, member] : group.members) {
        // The assignment of a generation that has ended must not be stored again.
        if (code != KafkaCode::none) member.assignment.clear();
        auto reply = std::exchange(member.sync_reply, nullptr);
        if (!reply) continue;
        member.deadline = clock_.steady() + std::chrono::milliseconds(member.session_timeout_ms);
        if (code != KafkaCode::none) {
            reply(SyncAnswer::refusal(code));
        } else {
            reply({KafkaCode::none, group.protocol_type, group.protocol_name, member.assignment});
        }
    }
}

void LocalCoordinator::store_group(
    const GroupPtr& group,
    const std::map<std::string, std::string>& assignments,
    GroupLog::Done done
) {
    auto stored = group->stored(assignments);
    std::vector<GroupRecord> records{{encode_group_key({group->id}), encode_group(stored)}};
    log_.append(
        std::move(records),
        [group, stored = std::move(stored), done = std::move(done)](KafkaCode code) mutable {
            if (code == KafkaCode::none) group->last_stored = std::move(stored);
            done(code);
        }
    );
}

}  // namespace atlas::broker
