// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"
#include "broker/group/local_coordinator.h"

namespace atlas::broker {

KafkaCode LocalCoordinator::join_problem(const JoinRequest& request, Group* group) const {
    if (request.group_id.empty()) return KafkaCode::invalid_group_id;
    std::chrono::milliseconds timeout(request.session_timeout_ms);
    if (timeout < settings_.session_timeout_min || timeout > settings_.session_timeout_max) {
        return KafkaCode::invalid_session_timeout;
    }
    if (group == nullptr) {
        if (!request.member_id.empty()) return KafkaCode::unknown_member_id;
        bool usable = !request.protocol_type.empty() && !request.protocols.empty();
        return usable ? KafkaCode::none : KafkaCode::inconsistent_group_protocol;
    }
    if (group->state == GroupState::dead) return KafkaCode::coordinator_not_available;
    if (!group->supports(request.protocol_type, request.protocols)) {
        return KafkaCode::inconsistent_group_protocol;
    }
    // group.max.size applies to new members only.
    bool has_place = group->members.contains(request.member_id) ||
                     group->static_members.contains(request.instance_id);
    if (!has_place && group->members.size() >= settings_.members_max) {
        return KafkaCode::group_max_size_reached;
    }
    return KafkaCode::none;
}

void LocalCoordinator::join(JoinRequest request, Reply<JoinAnswer> reply) {
    auto group = find(request.group_id);
    auto problem = join_problem(request, group.get());
    if (problem != KafkaCode::none) {
        if (group) group->pending_members.erase(request.member_id);
        reply(JoinAnswer::refusal(problem, request.member_id));
        return;
    }
    if (!group) {
        group = groups_[request.group_id] = std::make_shared<Group>(request.group_id);
        group->state_since = now_ms();
    }
    if (request.member_id.empty()) {
        join_new(group, std::move(request), std::move(reply));
    } else {
        join_known(group, std::move(request), std::move(reply));
    }
    complete_join_if_all(group);
}

std::string LocalCoordinator::new_member_id(std::string_view begin) {
    const auto end = "-" + random_.uuid();
    return std::string(begin.substr(0, cut_utf8(begin, name_bytes_max - end.size()))) + end;
}

void LocalCoordinator::join_new(
    const GroupPtr& group, JoinRequest request, Reply<JoinAnswer> reply
) {
    if (!request.instance_id.empty()) {
        if (group->static_members.contains(request.instance_id)) {
            replace_static(group, std::move(request), std::move(reply));
            return;
        }
        auto member_id = new_member_id(request.instance_id);
        add_member(group, std::move(member_id), std::move(request), std::move(reply));
        return;
    }
    auto member_id = new_member_id(request.client_id);
    if (!request.require_known_member_id) {
        add_member(group, std::move(member_id), std::move(request), std::move(reply));
        return;
    }
    // KIP-394: a client that gives up before it learns its id would leave a member without a
    // client, which delays every rebalance until its session ends.
    group->pending_members.insert(member_id);
    group->member_added_meanwhile = true;
    expect_pending(group, member_id, request.session_timeout_ms);
    reply(JoinAnswer::refusal(KafkaCode::member_id_required, member_id));
}

void LocalCoordinator::join_known(
    const GroupPtr& group, JoinRequest request, Reply<JoinAnswer> reply
) {
    auto member_id = request.member_id;
    if (group->pending_members.contains(member_id)) {
        add_member(group, std::move(member_id), std::move(request), std::move(reply));
        return;
    }
    auto code = group->check_member(member_id, request.instance_id);
    if (code != KafkaCode::none) {
        reply(JoinAnswer::refusal(code, member_id));
        return;
    }
    auto& member = *group->find(member_id);
    bool changed = member.protocols != request.protocols;
    bool rebalances = changed || group->state == GroupState::preparing_rebalance;
    // The leader rejoins when something has changed for its assignment, such as a topic's
    // partitions.
    if (group->state == GroupState::stable && group->leader == member_id) rebalances = true;
    if (!rebalances) {
        // The earlier answer was lost, and the generation is still the same.
        heard_from(group, member);
        reply(current_generation(*group, member));
        return;
    }
    update_member(member, std::move(request), std::move(reply));
    rebalance_if_possible(group);
}

void LocalCoordinator::add_member(
    const GroupPtr& group, std::string member_id, JoinRequest request, Reply<JoinAnswer> reply
) {
    if (group->members.empty()) group->protocol_type = request.protocol_type;
    group->member_added_meanwhile = true;
    GroupMember fresh;
    fresh.member_id = std::move(member_id);
    fresh.instance_id = request.instance_id;
    fresh.client_id = request.client_id;
    fresh.client_host = request.client_host;
    fresh.timer = ++last_timer_;
    auto& member = group->add(std::move(fresh));
    update_member(member, std::move(request), std::move(reply));
    heard_from(group, member);
    arm_timer(group, member);
    rebalance_if_possible(group);
}

void LocalCoordinator::update_member(
    GroupMember& member, JoinRequest request, Reply<JoinAnswer> reply
) {
    member.protocols = std::move(request.protocols);
    member.session_timeout_ms = request.session_timeout_ms;
    member.rebalance_timeout_ms = request.rebalance_timeout_ms > 0 ? request.rebalance_timeout_ms
                                                                   : request.session_timeout_ms;
    auto earlier = std::exchange(member.join_reply, std::move(reply));
    // A retry on a new connection. The old request still needs an answer: each reply runs once.
    if (earlier) {
        earlier(JoinAnswer::refusal(KafkaCode::rebalance_in_progress, member.member_id));
    }
}

void LocalCoordinator::replace_static(
    const GroupPtr& group, JoinRequest request, Reply<JoinAnswer> reply
) {
    const auto old_leader = group->leader;
    auto member_id = new_member_id(request.instance_id);
    auto& member = group->replace_static(request.instance_id, member_id);
    member.client_id = request.client_id;
    member.client_host = request.client_host;
    member.timer = ++last_timer_;
    bool can_skip = request.can_skip_assignment;
    update_member(member, std::move(request), std::move(reply));
    heard_from(group, member);
    arm_timer(group, member);
    if (group->state == GroupState::completing_rebalance) {
        begin_rebalance(group);
        return;
    }
    if (group->state != GroupState::stable) return;
    if (group->select_protocol() != group->protocol_name) {
        rebalance_if_possible(group);
        return;
    }
    // KIP-345: the restart of a static member does not rebalance. A leader that cannot skip the
    // assignment is shown its old member id as the leader, so that it does not assign again.
    auto answer = current_generation(*group, member);
    if (can_skip) {
        answer.skip_assignment = group->leader == member_id;
    } else {
        answer.leader = old_leader;
        answer.members.clear();
    }
    rejoin_stable(group, member, std::move(answer));
}

void LocalCoordinator::rejoin_stable(
    const GroupPtr& group, const GroupMember& member, JoinAnswer answer
) {
    std::map<std::string, std::string> assignments;
    for (const auto& [id, other] : group->members)
        assignments[id] = other.assignment;
    auto id = member.member_id;
    store_group(group, assignments, [group, id, answer](KafkaCode code) mutable {
        auto* same = group->find(id);
        // Otherwise the member was fenced, removed or joined to a rebalance, which answers it.
        if (same == nullptr || group->state != GroupState::stable) return;
        if (code != KafkaCode::none) answer.code = code;
        if (auto waiting = std::exchange(same->join_reply, nullptr)) waiting(std::move(answer));
    });
}

JoinAnswer LocalCoordinator::current_generation(const Group& group, const GroupMember& member)
    const {
    JoinAnswer answer;
    answer.generation = group.generation;
    answer.protocol_type = group.protocol_type;
    answer.protocol_name = group.protocol_name;
    answer.leader = group.leader;
    answer.member_id = member.member_id;
    if (group.leader == member.member_id) answer.members = group.joined_members();
    return answer;
}

}  // namespace atlas::broker
