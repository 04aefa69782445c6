// SPDX-License-Identifier: Apache-2.0
#include "broker/group/local_coordinator.h"

namespace atlas::broker {

KafkaCode LocalCoordinator::commit_problem(const Group& group, const CommitRequest& request) const {
    if (group.state == GroupState::dead) return KafkaCode::coordinator_not_available;
    bool assigns_itself = request.generation < 0 && request.member_id.empty();
    // A consumer with `assign()` may use a group id for its offsets while the group has no members.
    if (assigns_itself && group.state == GroupState::empty) return KafkaCode::none;
    auto code = group.check_member(request.member_id, request.instance_id);
    if (code != KafkaCode::none) return code;
    if (request.generation != group.generation) return KafkaCode::illegal_generation;
    // As in Kafka: the member does not have its assignment of this generation yet.
    if (group.state == GroupState::completing_rebalance) return KafkaCode::rebalance_in_progress;
    return KafkaCode::none;
}

void LocalCoordinator::commit(CommitRequest request, Reply<Codes> reply) {
    auto group = find(request.group_id);
    auto code = KafkaCode::none;
    if (group) {
        code = commit_problem(*group, request);
    } else if (request.generation >= 0) {
        code = KafkaCode::illegal_generation;
    } else if (!request.member_id.empty()) {
        code = KafkaCode::unknown_member_id;
    }
    if (code != KafkaCode::none) {
        reply(Codes(request.entries.size(), code));
        return;
    }
    if (!group) {
        group = groups_[request.group_id] = std::make_shared<Group>(request.group_id);
        group->state_since = now_ms();
    }
    // As in Kafka, a commit counts as a heartbeat.
    if (auto* member = group->find(request.member_id)) heard_from(group, *member);
    store_commit(group, std::move(request), std::move(reply));
}

void LocalCoordinator::store_commit(
    const GroupPtr& group, CommitRequest request, Reply<Codes> reply
) {
    Codes codes;
    std::vector<GroupRecord> records;
    std::vector<CommitEntry> stored;
    for (auto& entry : request.entries) {
        if (entry.committed.metadata.size() > settings_.offset_metadata_bytes_max) {
            codes.push_back(KafkaCode::offset_metadata_too_large);
            continue;
        }
        codes.push_back(KafkaCode::none);
        entry.committed.commit_timestamp = now_ms();
        records.push_back(
            {encode_offset_key({group->id, entry.partition}), encode_offset(entry.committed)}
        );
        stored.push_back(std::move(entry));
    }
    if (records.empty()) {
        reply(std::move(codes));
        return;
    }
    ++group->commits_in_flight;
    auto done = [group,
                 stored = std::move(stored),
                 codes = std::move(codes),
                 reply = std::move(reply)](KafkaCode code) mutable {
        --group->commits_in_flight;
        if (code == KafkaCode::none) {
            for (auto& entry : stored) {
                group->offsets[entry.partition] = std::move(entry.committed);
            }
        } else {
            std::replace(codes.begin(), codes.end(), KafkaCode::none, code);
        }
        reply(std::move(codes));
    };
    log_.append(std::move(records), std::move(done));
}

KafkaCode LocalCoordinator::fetch_offsets(
    const std::string& group_id,
    const std::optional<std::vector<TopicPartition>>& wanted,
    std::vector<CommitEntry>& found
) const {
    auto group = find(group_id);
    if (!wanted) {
        if (!group) return KafkaCode::none;
        for (const auto& [partition, committed] : group->offsets) {
            found.push_back({partition, committed});
        }
        return KafkaCode::none;
    }
    for (const auto& partition : *wanted) {
        CommitEntry entry{partition, {}};
        if (group) {
            auto known = group->offsets.find(partition);
            if (known != group->offsets.end()) entry.committed = known->second;
        }
        found.push_back(std::move(entry));
    }
    return KafkaCode::none;
}

void LocalCoordinator::delete_offsets(
    const std::string& group_id, std::vector<TopicPartition> partitions, Reply<Codes> reply
) {
    auto group = find(group_id);
    Codes codes(partitions.size() + 1, KafkaCode::none);
    auto refuse = [&](KafkaCode code) {
        codes.front() = code;
        reply(std::move(codes));
    };
    if (!group || group->state == GroupState::dead) return refuse(KafkaCode::group_id_not_found);
    std::optional<std::set<std::string>> subscribed = std::set<std::string>();
    if (group->state != GroupState::empty) {
        if (group->protocol_type != "consumer") return refuse(KafkaCode::non_empty_group);
        subscribed = group->subscribed_topics();
    }
    std::vector<GroupRecord> records;
    std::vector<TopicPartition> deleted;
    for (std::size_t i = 0; i < partitions.size(); ++i) {
        const auto& partition = partitions[i];
        if (!subscribed || subscribed->contains(partition.topic)) {
            codes[i + 1] = KafkaCode::group_subscribed_to_topic;
        } else if (group->offsets.contains(partition)) {
            records.push_back({encode_offset_key({group->id, partition}), std::nullopt});
            deleted.push_back(partition);
        }
    }
    if (records.empty()) {
        reply(std::move(codes));
        return;
    }
    auto done = [group, deleted, codes = std::move(codes), reply = std::move(reply)](KafkaCode code
                ) mutable {
        codes.front() = code;
        if (code == KafkaCode::none) {
            for (const auto& partition : deleted)
                group->offsets.erase(partition);
        }
        reply(std::move(codes));
    };
    log_.append(std::move(records), std::move(done));
}

}  // namespace atlas::broker
