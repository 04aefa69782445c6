// SPDX-License-Identifier: Apache-2.0
#include "broker/group/local_coordinator.h"

namespace atlas::broker {

void LocalCoordinator::forget_topic(const std::string& topic) {
    for (const auto& [id, group] : groups_) {
        std::vector<GroupRecord> records;
        std::vector<TopicPartition> gone;
        for (const auto& [partition, committed] : group->offsets) {
            if (partition.topic != topic) continue;
            records.push_back({encode_offset_key({id, partition}), std::nullopt});
            gone.push_back(partition);
        }
        if (records.empty()) continue;
        // Removed from memory before the log, so that a new topic of the same name inherits
        // nothing.
        for (const auto& partition : gone)
            group->offsets.erase(partition);
        log_.append(std::move(records), [](KafkaCode) {});
    }
}

std::vector<TopicPartition> LocalCoordinator::expired_offsets(const Group& group) const {
    std::optional<std::set<std::string>> kept = std::set<std::string>();
    if (group.state != GroupState::empty) {
        if (group.state != GroupState::stable) return {};
        kept = group.protocol_type == "consumer" ? group.subscribed_topics() : std::nullopt;
        if (!kept) return {};
    }
    // KIP-211. In an empty group that had members, the retention starts when the last one left. In
    // a group that never had any, and for a topic that no member subscribes to, it starts at the
    // commit.
    bool since_state = group.state == GroupState::empty && group.last_stored;
    auto limit = now_ms() - settings_.offsets_retention.count();
    std::vector<TopicPartition> expired;
    for (const auto& [partition, committed] : group.offsets) {
        if (kept->contains(partition.topic)) continue;
        auto since = committed.commit_timestamp;
        if (since_state) since = std::max(since, group.state_since);
        if (since <= limit) expired.push_back(partition);
    }
    return expired;
}

void LocalCoordinator::forget(const GroupPtr& group) {
    std::vector<GroupRecord> records{{encode_group_key({group->id}), std::nullopt}};
    group->state = GroupState::dead;
    groups_.erase(group->id);
    if (group->last_stored) log_.append(std::move(records), [](KafkaCode) {});
}

void LocalCoordinator::expire_offsets(const GroupPtr& group) {
    // A commit in flight would be written after the tombstone; the next check decides again.
    if (group->commits_in_flight > 0 || group->state == GroupState::dead) return;
    std::vector<GroupRecord> records;
    for (const auto& partition : expired_offsets(*group)) {
        records.push_back({encode_offset_key({group->id, partition}), std::nullopt});
        group->offsets.erase(partition);
    }
    if (!records.empty()) log_.append(std::move(records), [](KafkaCode) {});
    bool idle_since_long = group->state == GroupState::empty &&
                           now_ms() - group->state_since >= settings_.offsets_retention.count();
    bool never_used = group->state == GroupState::empty && !group->last_stored;
    bool nothing_left = group->offsets.empty() && group->pending_members.empty();
    if (nothing_left && (idle_since_long || never_used)) forget(group);
}

void LocalCoordinator::expire_offsets_now_and_then() {
    // A copy: `forget` erases from groups_.
    std::vector<GroupPtr> all;
    for (const auto& [id, group] : groups_)
        all.push_back(group);
    for (const auto& group : all)
        expire_offsets(group);
    after(settings_.offsets_retention_check, [this] { expire_offsets_now_and_then(); });
}

std::vector<GroupRecord> LocalCoordinator::holding() const {
    std::vector<GroupRecord> records;
    for (const auto& [key, value] : later_records_)
        records.push_back({key, value});
    for (const auto& [id, group] : groups_) {
        if (group->last_stored) {
            records.push_back({encode_group_key({id}), encode_group(*group->last_stored)});
        }
        for (const auto& [partition, committed] : group->offsets) {
            records.push_back({encode_offset_key({id, partition}), encode_offset(committed)});
        }
    }
    return records;
}

}  // namespace atlas::broker
