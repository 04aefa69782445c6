// SPDX-License-Identifier: Apache-2.0
#include "broker/group/group.h"

#include <chrono>

#include "base/check.h"

namespace atlas::broker {

std::string name_of(GroupState state) {
    switch (state) {
        case GroupState::empty:
            return "Empty";
        case GroupState::preparing_rebalance:
            return "PreparingRebalance";
        case GroupState::completing_rebalance:
            return "CompletingRebalance";
        case GroupState::stable:
            return "Stable";
        case GroupState::dead:
            break;
    }
    return "Dead";
}

const std::string& GroupMember::metadata_for(const std::string& protocol) const {
    static const std::string none;
    for (const auto& supported : protocols) {
        if (supported.name == protocol) return supported.metadata;
    }
    return none;
}

GroupMember* Group::find(const std::string& member_id) {
    auto found = members.find(member_id);
    return found == members.end() ? nullptr : &found->second;
}

KafkaCode Group::check_member(const std::string& member_id, const std::string& instance_id) const {
    if (!instance_id.empty()) {
        auto known = static_members.find(instance_id);
        if (known == static_members.end()) return KafkaCode::unknown_member_id;
        if (known->second != member_id) return KafkaCode::fenced_instance_id;
    }
    return members.contains(member_id) ? KafkaCode::none : KafkaCode::unknown_member_id;
}

GroupMember& Group::add(GroupMember member) {
    if (leader.empty()) leader = member.member_id;
    if (!member.instance_id.empty()) static_members[member.instance_id] = member.member_id;
    pending_members.erase(member.member_id);
    auto name = member.member_id;
    auto [place, fresh] = members.insert_or_assign(std::move(name), std::move(member));
    ATLAS_CHECK(fresh, "a member joins a group once");
    return place->second;
}

void Group::remove(const std::string& member_id) {
    auto found = members.find(member_id);
    if (found == members.end()) return;
    const auto& instance = found->second.instance_id;
    if (!instance.empty()) static_members.erase(instance);
    members.erase(found);
    if (leader != member_id) return;
    leader = members.empty() ? "" : members.begin()->first;
}

GroupMember& Group::replace_static(const std::string& instance_id, const std::string& member_id) {
    auto node = members.extract(static_members.at(instance_id));
    auto& member = node.mapped();
    if (auto reply = std::exchange(member.join_reply, nullptr)) {
        reply(JoinAnswer::refusal(KafkaCode::fenced_instance_id, member.member_id));
    }
    if (auto reply = std::exchange(member.sync_reply, nullptr)) {
        reply(SyncAnswer::refusal(KafkaCode::fenced_instance_id));
    }
    if (leader == member.member_id) leader = member_id;
    static_members[instance_id] = member.member_id = member_id;
    node.key() = member_id;
    return members.insert(std::move(node)).position->second;
}

bool Group::all_joined() const {
    if (!pending_members.empty()) return false;
    return std::all_of(members.begin(), members.end(), [](const auto& item) {
        return static_cast<bool>(item.second.join_reply);
    });
}

std::set<std::string> Group::candidates() const {
    std::map<std::string, std::size_t> supporters;
    for (const auto& [name, member] : members) {
        std::set<std::string> names;
        for (const auto& protocol : member.protocols)
            names.insert(protocol.name);
        for (const auto& protocol : names)
            ++supporters[protocol];
    }
    std::set<std::string> by_all;
    for (const auto& [protocol, count] : supporters) {
        if (count == members.size()) by_all.insert(protocol);
    }
    return by_all;
}

bool Group::supports(const std::string& type, const std::vector<GroupProtocol>& protocols) const {
    if (type.empty() || protocols.empty()) return false;
    if (members.empty()) return true;
    if (type != protocol_type) return false;
    auto by_all = candidates();
    return std::any_of(protocols.begin(), protocols.end(), [&](const GroupProtocol& protocol) {
        return by_all.contains(protocol.name);
    });
}

std::string Group::select_protocol() const {
    auto by_all = candidates();
    std::map<std::string, std::size_t> votes;
    for (const auto& [name, member] : members) {
        for (const auto& protocol : member.protocols) {
            if (!by_all.contains(protocol.name)) continue;
            ++votes[protocol.name];
            break;
        }
    }
    ATLAS_CHECK(!votes.empty(), "who does not share a protocol with all is not let in");
    auto fewer = [](const auto& a, const auto& b) { return a.second < b.second; };
    return std::max_element(votes.begin(), votes.end(), fewer)->first;
}

bool Group::elect_leader() {
    auto* present = find(leader);
    if (present != nullptr && present->join_reply) return true;
    for (const auto& [name, member] : members) {
        if (!member.join_reply) continue;
        leader = name;
        return true;
    }
    return false;
}

std::chrono::milliseconds Group::rebalance_timeout() const {
    std::int32_t longest = 0;
    for (const auto& [name, member] : members)
        longest = std::max(longest, member.rebalance_timeout_ms);
    return std::chrono::milliseconds(longest);
}

std::vector<JoinedMember> Group::joined_members() const {
    std::vector<JoinedMember> joined;
    for (const auto& [name, member] : members) {
        joined.push_back({name, member.instance_id, member.metadata_for(protocol_name)});
    }
    return joined;
}

std::optional<std::set<std::string>> Group::subscribed_topics() const {
    std::set<std::string> topics;
    for (const auto& [name, member] : members) {
        // Before a protocol is selected, the member's preferred one tells its topics.
        auto metadata = member.metadata_for(protocol_name);
        if (protocol_name.empty() && !member.protocols.empty()) {
            metadata = member.protocols.front().metadata;
        }
        auto subscribed = parse_subscribed_topics(metadata);
        if (!subscribed) return std::nullopt;
        topics.insert(subscribed->begin(), subscribed->end());
    }
    return topics;
}

StoredGroup Group::stored(const std::map<std::string, std::string>& assignments) const {
    StoredGroup group;
    group.protocol_type = protocol_type;
    group.generation = generation;
    group.protocol_name = protocol_name;
    group.leader = leader;
    group.state_timestamp = state_since;
    for (const auto& [name, member] : members) {
        auto assigned = assignments.find(name);
        group.members.push_back(
            {.member_id = name,
             .instance_id = member.instance_id,
             .client_id = member.client_id,
             .client_host = member.client_host,
             .rebalance_timeout_ms = member.rebalance_timeout_ms,
             .session_timeout_ms = member.session_timeout_ms,
             .subscription = member.metadata_for(protocol_name),
             .assignment = assigned == assignments.end() ? "" : assigned->second}
        );
    }
    return group;
}

void Group::restore(const StoredGroup& group) {
    state = group.members.empty() ? GroupState::empty : GroupState::stable;
    state_since = group.state_timestamp;
    generation = group.generation;
    protocol_type = group.protocol_type;
    protocol_name = group.protocol_name;
    leader.clear();
    members.clear();
    static_members.clear();
    for (const auto& stored : group.members) {
        GroupMember member;
        member.member_id = stored.member_id;
        member.instance_id = stored.instance_id;
        member.client_id = stored.client_id;
        member.client_host = stored.client_host;
        member.rebalance_timeout_ms = stored.rebalance_timeout_ms;
        member.session_timeout_ms = stored.session_timeout_ms;
        // The record has only the selected protocol; the others return when the member rejoins.
        member.protocols = {{group.protocol_name, stored.subscription}};
        member.assignment = stored.assignment;
        add(std::move(member));
    }
    leader = group.leader;  // `add` has made the first member the leader
    last_stored = group;
}

}  // namespace atlas::broker
