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
//   dead: deleted; only pending callbacks still refer to it
enum class GroupState : std::uint8_t {
    empty,
    preparing_rebalance,
    completing_rebalance,
    stable,
    dead,
};
/// The name on the wire, such as "PreparingRebalance".
std::string name_of(GroupState state);

/// One member, dynamic or static (KIP-345: with an instance id, its partitions survive a restart).
/// Coordinator's thread.
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

    /// Pending answers; at most one is set.
    std::move_only_function<void(JoinAnswer)> join_reply;
    std::move_only_function<void(SyncAnswer)> sync_reply;
    /// The member is removed if it is silent until then. Does not apply while an answer is pending.
    Steady deadline;
    /// Identifies this member's timer, so that a timer of its predecessor under the same id does
    /// nothing.
    std::uint64_t timer = 0;
    /// Has not sent a SyncGroup for its generation; removed when the rebalance time-out ends.
    bool owes_sync = false;

    /// Empty if the member does not support the protocol.
    const std::string& metadata_for(const std::string& protocol) const;
};

/// A classic consumer group: its members, its current generation and its committed offsets. Has no
/// timers and does no I/O; the coordinator does both. Coordinator's thread.
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
    std::set<std::string> pending_members;  // ids from member_id_required, not joined yet
    std::map<TopicPartition, CommittedOffset> offsets;  // all durable
    std::size_t commits_in_flight = 0;
    /// The group's record in the log; nothing if it never had members.
    std::optional<StoredGroup> last_stored;

    /// Number of the rebalance, so that a timer of an earlier one does nothing.
    std::uint64_t rebalance = 0;
    /// The first rebalance is extended as long as members keep arriving. A client that has only
    /// received its member id counts as arrived.
    bool waits_initially = false;
    bool member_added_meanwhile = false;

    GroupMember* find(const std::string& member_id);
    /// Checks the member ids of a request: fenced_instance_id, unknown_member_id or none.
    KafkaCode check_member(const std::string& member_id, const std::string& instance_id) const;
    /// Adds a member whose id is new. The first one becomes the leader.
    GroupMember& add(GroupMember member);
    /// Drops the member without an answer; a leader is replaced by any other member.
    void remove(const std::string& member_id);
    /// Renames the member of `instance_id` to `member_id` and keeps its place. Pending answers
    /// under the old id get fenced_instance_id.
    GroupMember& replace_static(const std::string& instance_id, const std::string& member_id);

    bool all_joined() const;
    /// Whether a member with these protocols may join: the type is the group's, and one of the
    /// protocols is supported by all members.
    bool supports(const std::string& type, const std::vector<GroupProtocol>& protocols) const;
    /// Of the protocols that all members support, the one that most members prefer. The group must
    /// have members.
    std::string select_protocol() const;
    /// Keeps a leader that has joined, or picks another joined member. False if no member has
    /// joined.
    bool elect_leader();
    /// The longest of its members'.
    std::chrono::milliseconds rebalance_timeout() const;
    std::vector<JoinedMember> joined_members() const;
    /// Nothing if a member's subscription cannot be parsed.
    std::optional<std::set<std::string>> subscribed_topics() const;

    /// The group as a record, with these assignments by member id.
    StoredGroup stored(const std::map<std::string, std::string>& assignments) const;
    /// Replaces all members by those of a record; the offsets stay.
    void restore(const StoredGroup& stored);

private:
    /// The protocols that all members support.
    std::set<std::string> candidates() const;
};

}  // namespace atlas::broker
