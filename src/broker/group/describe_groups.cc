// SPDX-License-Identifier: Apache-2.0
#include "broker/group/local_coordinator.h"

namespace atlas::broker {

std::vector<GroupListing> LocalCoordinator::list() const {
    std::vector<GroupListing> listing;
    for (const auto& [id, group] : groups_) {
        listing.push_back({id, group->protocol_type, name_of(group->state)});
    }
    return listing;
}

GroupDescription LocalCoordinator::describe(const std::string& group_id) const {
    GroupDescription description;
    description.group_id = group_id;
    description.state = name_of(GroupState::dead);
    auto group = find(group_id);
    if (!group) return description;
    description.state = name_of(group->state);
    description.protocol_type = group->protocol_type;
    bool stable = group->state == GroupState::stable;
    if (stable) description.protocol_name = group->protocol_name;
    for (const auto& [id, member] : group->members) {
        DescribedMember described{
            .member_id = id,
            .instance_id = member.instance_id,
            .client_id = member.client_id,
            .client_host = member.client_host,
            .metadata = "",
            .assignment = ""
        };
        if (stable) {
            described.metadata = member.metadata_for(group->protocol_name);
            described.assignment = member.assignment;
        }
        description.members.push_back(std::move(described));
    }
    return description;
}

void LocalCoordinator::delete_groups(std::vector<std::string> group_ids, Reply<Codes> reply) {
    Codes codes;
    std::vector<GroupRecord> records;
    std::vector<GroupPtr> dying;
    for (const auto& id : group_ids) {
        auto group = find(id);
        if (!group || group->state == GroupState::dead) {
            codes.push_back(KafkaCode::group_id_not_found);
            continue;
        }
        // A commit in flight would be written after the group's tombstone and restore the group.
        bool used = group->state != GroupState::empty || group->commits_in_flight > 0 ||
                    !group->pending_members.empty();
        codes.push_back(used ? KafkaCode::non_empty_group : KafkaCode::none);
        if (used) continue;
        for (const auto& [partition, committed] : group->offsets) {
            records.push_back({encode_offset_key({id, partition}), std::nullopt});
        }
        records.push_back({encode_group_key({id}), std::nullopt});
        // Dead at once, so that no member joins while the tombstones are written.
        group->state = GroupState::dead;
        dying.push_back(std::move(group));
    }
    if (records.empty()) {
        reply(std::move(codes));
        return;
    }
    auto done = [this, dying, codes = std::move(codes), reply = std::move(reply)](KafkaCode code
                ) mutable {
        for (const auto& group : dying) {
            if (code == KafkaCode::none) {
                groups_.erase(group->id);
            } else {
                group->state = GroupState::empty;
            }
        }
        if (code != KafkaCode::none)
            std::replace(codes.begin(), codes.end(), KafkaCode::none, code);
        reply(std::move(codes));
    };
    log_.append(std::move(records), std::move(done));
}

}  // namespace atlas::broker
