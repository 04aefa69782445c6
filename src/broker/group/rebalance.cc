// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"
#include "broker/group/local_coordinator.h"

namespace atlas::broker {

void LocalCoordinator::rebalance_if_possible(const GroupPtr& group) {
    bool possible = group->state == GroupState::empty || group->state == GroupState::stable ||
                    group->state == GroupState::completing_rebalance;
    if (possible) begin_rebalance(group);
}

std::chrono::milliseconds LocalCoordinator::initial_delay() const {
    return std::max(settings_.initial_rebalance_delay, settings_.initial_rebalance_delay_min);
}

void LocalCoordinator::begin_rebalance(const GroupPtr& group) {
    if (group->state == GroupState::completing_rebalance) {
        answer_syncs(*group, KafkaCode::rebalance_in_progress);
    }
    for (auto& [id, member] : group->members)
        member.owes_sync = false;
    const bool first = group->state == GroupState::empty;
    const auto delay = initial_delay();
    enter(*group, GroupState::preparing_rebalance);
    const auto rebalance = ++group->rebalance;
    group->member_added_meanwhile = !group->pending_members.empty();
    group->waits_initially = first && delay.count() > 0;
    if (group->waits_initially) {
        auto remaining = std::max(group->rebalance_timeout() - delay, std::chrono::milliseconds(0));
        after(delay, [this, group, remaining] { wait_initially(group, remaining); });
        return;
    }
    // Members that have not joined by then are dropped, and the others get their generation.
    after(group->rebalance_timeout(), [this, group, rebalance] {
        if (group->rebalance == rebalance) complete_join(group);
    });
    complete_join_if_all(group);
}

void LocalCoordinator::wait_initially(const GroupPtr& group, std::chrono::milliseconds remaining) {
    // The wait has ended, or the group was deleted.
    if (!group->waits_initially || group->state != GroupState::preparing_rebalance) return;
    bool more_may_come = std::exchange(group->member_added_meanwhile, false);
    if (more_may_come && remaining.count() > 0) {
        auto delay = std::min(initial_delay(), remaining);
        after(delay, [this, group, left = remaining - delay] { wait_initially(group, left); });
        return;
    }
    group->waits_initially = false;
    complete_join(group);
}

void LocalCoordinator::complete_join_if_all(const GroupPtr& group) {
    bool waits = group->state == GroupState::preparing_rebalance && !group->waits_initially;
    if (waits && group->all_joined()) complete_join(group);
}

void LocalCoordinator::drop_who_did_not_join(Group& group) {
    std::vector<std::string> missing;
    for (const auto& [id, member] : group.members) {
        // A static member stays until its session ends (KIP-345).
        if (!member.join_reply && member.instance_id.empty()) missing.push_back(id);
    }
    for (const auto& id : missing) {
        log::info("broker", "group {}: {} did not join again in time", group.id, id);
        group.remove(id);
    }
}

void LocalCoordinator::complete_join(const GroupPtr& group) {
    if (group->state != GroupState::preparing_rebalance) return;
    drop_who_did_not_join(*group);
    if (!group->members.empty() && !group->elect_leader()) {
        // Only absent static members are left: wait for one to join or for their sessions to end.
        auto rebalance = ++group->rebalance;
        after(group->rebalance_timeout(), [this, group, rebalance] {
            if (group->rebalance == rebalance) complete_join(group);
        });
        return;
    }
    // Also stops the timer of the join phase.
    ++group->rebalance;
    ++group->generation;
    if (group->members.empty()) {
        group->protocol_name.clear();
        group->leader.clear();
        enter(*group, GroupState::empty);
        store_group(group, {}, [](KafkaCode) {});
        return;
    }
    group->protocol_name = group->select_protocol();
    enter(*group, GroupState::completing_rebalance);
    for (auto& [id, member] : group->members) {
        heard_from(group, member);
        member.owes_sync = true;
        if (auto reply = std::exchange(member.join_reply, nullptr)) {
            reply(current_generation(*group, member));
        }
    }
    expect_syncs(group);
}

void LocalCoordinator::expect_syncs(const GroupPtr& group) {
    after(group->rebalance_timeout(), [this, group, rebalance = group->rebalance] {
        if (group->rebalance != rebalance) return;
        std::vector<std::string> missing;
        for (const auto& [id, member] : group->members) {
            if (member.owes_sync) missing.push_back(id);
        }
        for (const auto& id : missing) {
            log::info("broker", "group {}: {} joined and never asked further", group->id, id);
            remove_member(group, id);
        }
    });
}

}  // namespace atlas::broker
