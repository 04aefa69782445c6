// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"
#include "broker/group/local_coordinator.h"

namespace atlas::broker {

void LocalCoordinator::heard_from(const GroupPtr& group, GroupMember& member) {
    (void)group;
    member.deadline = clock_.steady() + std::chrono::milliseconds(member.session_timeout_ms);
}

void LocalCoordinator::arm_timer(const GroupPtr& group, const GroupMember& member) {
    auto left = std::chrono::ceil<std::chrono::milliseconds>(member.deadline - clock_.steady());
    auto task = [this, group, id = member.member_id, timer = member.timer] {
        on_timer(group, id, timer);
    };
    after(std::max(left, std::chrono::milliseconds(1)), std::move(task));
}

void LocalCoordinator::on_timer(
    const GroupPtr& group, const std::string& member_id, std::uint64_t timer
) {
    auto* member = group->find(member_id);
    if (member == nullptr || member->timer != timer || group->state == GroupState::dead) return;
    // A member with a pending answer cannot send heartbeats.
    if (member->join_reply || member->sync_reply) heard_from(group, *member);
    if (clock_.steady() < member->deadline) {
        arm_timer(group, *member);
        return;
    }
    log::info("broker", "group {}: {} was not heard of any more", group->id, member_id);
    remove_member(group, member_id);
}

void LocalCoordinator::remove_member(const GroupPtr& group, const std::string& member_id) {
    auto* member = group->find(member_id);
    if (member == nullptr) return;
    if (auto reply = std::exchange(member->join_reply, nullptr)) {
        reply(JoinAnswer::refusal(KafkaCode::unknown_member_id, member_id));
    }
    if (auto reply = std::exchange(member->sync_reply, nullptr)) {
        reply(SyncAnswer::refusal(KafkaCode::unknown_member_id));
    }
    group->remove(member_id);
    if (group->state == GroupState::preparing_rebalance) {
        complete_join_if_all(group);
    } else {
        rebalance_if_possible(group);
    }
}

KafkaCode LocalCoordinator::heartbeat(const HeartbeatRequest& request) {
    auto group = find(request.group_id);
    if (!group) return KafkaCode::unknown_member_id;
    if (group->state == GroupState::dead) return KafkaCode::coordinator_not_available;
    auto code = group->check_member(request.member_id, request.instance_id);
    if (code != KafkaCode::none) return code;
    if (request.generation != group->generation) return KafkaCode::illegal_generation;
    heard_from(group, *group->find(request.member_id));
    // In completing_rebalance the member already has its generation and only waits for its sync.
    bool rebalances = group->state == GroupState::preparing_rebalance;
    return rebalances ? KafkaCode::rebalance_in_progress : KafkaCode::none;
}

LeaveAnswer LocalCoordinator::leave(
    const std::string& group_id, const std::vector<LeavingMember>& members
) {
    LeaveAnswer answer;
    auto group = find(group_id);
    if (group && group->state == GroupState::dead) {
        answer.code = KafkaCode::coordinator_not_available;
        return answer;
    }
    for (const auto& leaving : members) {
        answer.members.push_back(group ? leave_one(group, leaving) : KafkaCode::unknown_member_id);
    }
    return answer;
}

KafkaCode LocalCoordinator::leave_one(const GroupPtr& group, const LeavingMember& leaving) {
    if (group->pending_members.erase(leaving.member_id) > 0) {
        complete_join_if_all(group);
        return KafkaCode::none;
    }
    auto member_id = leaving.member_id;
    // Admin clients remove a static member by its instance id alone.
    if (member_id.empty()) {
        auto known = group->static_members.find(leaving.instance_id);
        if (known == group->static_members.end()) return KafkaCode::unknown_member_id;
        member_id = known->second;
    }
    auto code = group->check_member(member_id, leaving.instance_id);
    if (code == KafkaCode::none) remove_member(group, member_id);
    return code;
}

void LocalCoordinator::expect_pending(
    const GroupPtr& group, const std::string& member_id, std::int32_t within_ms
) {
    after(std::chrono::milliseconds(within_ms), [this, group, member_id] {
        if (group->pending_members.erase(member_id) > 0) complete_join_if_all(group);
    });
}

}  // namespace atlas::broker
