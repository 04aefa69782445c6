// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "broker/group/group_calls.h"
#include "broker/group/group_records.h"

namespace atlas::broker {

//              join                     all joined, or time is up              leader's sync stored
//   empty ───────────► preparing_rebalance ───────────────► completing_rebalance ─────────► stable
//     ▲                   │        ▲  ▲        a join, a leave, a lost member │              │
//     └── all have left ──┘        │  └───────────────────────────────────────┘              │
//                                  └─────────────────────────────────────────────────────────┘
//   dead: deleted; only answers that were on their way still see it
enum class GroupState : std::uint8_t {
    empty,
    preparing_rebalance,
    completing_rebalance,
    stable,
    dead,
};
std::string name_of(GroupState state);

/// One member, dynamic or static. Coordinator's thread.
struct GroupMember {
    using Steady = std::chrono::steady_clock::time_point;

    std::string member_id;
    std::string instance_id;  // empty = dynamic
    std::string client_id;
    std::string client_host;
    std::int32_t rebalance_timeout_ms = 0;
    std::int32_t session_timeout_ms = 0;
    std::vector<GroupProtocol> protocols;
    std::string assignment;

    /// Waiting answers; at most one of them is set.
    std::move_only_function<void(JoinAnswer)> join_reply;
    std::move_only_function<void(SyncAnswer)> sync_reply;
    /// Not heard of by then, it is gone. Holds while it waits for no answer.
    Steady deadline;
    /// Tells this member's timer from those of a member that had its place before.
    std::uint64_t timer = 0;
    /// Has not sent its sync for the generation it joined; gone when the rebalance time-out ends.
    bool owes_sync = false;

    const std::string& metadata_for(const std::string& protocol) const;
};

/// A classic consumer group: who is in it, what was agreed, what was committed. Decides nothing
/// about time or disk; the coordinator does. Coordinator's thread.
struct Group {
    explicit Group(std::string name) : id(std::move(name)) {}

    std::string id;
    GroupState state = GroupState::empty;
    std::int64_t state_since = -1;  // ms
    std::int32_t generation = 0;
    std::string protocol_type;  // empty until a member joined
    std::string protocol_name;
    std::string leader;
    std::map<std::string, GroupMember> members;
    std::map<std::string, std::string> static_members;  // instance id → member id
    std::set<std::string> pending_members;              // told their id, not yet back
    std::map<TopicPartition, CommittedOffset> offsets;  // durable ones
    std::size_t commits_in_flight = 0;
    /// What the log holds of the group; nothing when it never had members.
    std::optional<StoredGroup> last_stored;

    /// Numbers rebalances, so that the timer of an earlier one does nothing.
    std::uint64_t rebalance = 0;
    /// The first rebalance waits a little for more members, as long as they keep coming: one that
    /// is told its id counts as one that joins.
    bool waits_initially = false;
    bool member_added_meanwhile = false;

    GroupMember* find(const std::string& member_id);
    /// Fenced, unknown or fine: the member that a request speaks for.
    KafkaCode check_member(const std::string& member_id, const std::string& instance_id) const;
    GroupMember& add(GroupMember member);
    void remove(const std::string& member_id);
    /// The member of `instance_id` goes on under another member id; who waited under the old one is
    /// told that it is fenced.
    GroupMember& replace_static(const std::string& instance_id, const std::string& member_id);

    bool all_joined() const;
    /// Whether a member with these could work with the others.
    bool supports(const std::string& type, const std::vector<GroupProtocol>& protocols) const;
    /// What most members like best of what all can do; the group has members.
    std::string select_protocol() const;
    /// False when the leader is gone and nobody who has joined can take its place.
    bool elect_leader();
    std::chrono::milliseconds rebalance_timeout() const;
    std::vector<JoinedMember> joined_members() const;
    /// Nothing when a member's subscription cannot be read.
    std::optional<std::set<std::string>> subscribed_topics() const;

    StoredGroup stored(const std::map<std::string, std::string>& assignments) const;
    void restore(const StoredGroup& stored);

private:
    std::set<std::string> candidates() const;
};

}  // namespace atlas::broker
