// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "broker/log/kafka_code.h"

// Requests and answers of the coordinator, independent of the wire's versions. An empty instance id
// means null (a dynamic member), an empty member id a new member. Bytes in `metadata` and
// `assignment` are opaque to the coordinator, except a consumer's subscribed topics.
namespace atlas::broker {

/// Of each name and id in requests, answers and records: Kafka's length of a string is an int16.
inline constexpr std::size_t name_bytes_max = INT16_MAX;

/// An assignor that a member supports, with its subscription.
struct GroupProtocol {
    std::string name;
    std::string metadata;
    bool operator==(const GroupProtocol&) const = default;
};

/// JoinGroup.
struct JoinRequest {
    std::string group_id;
    std::string member_id;
    std::string instance_id;
    std::string client_id;
    std::string client_host;
    std::string protocol_type;
    std::vector<GroupProtocol> protocols;  // in the member's order of preference
    std::int32_t session_timeout_ms = 0;
    std::int32_t rebalance_timeout_ms = 0;  // 0 (v0 has none) = the session time-out
    /// v4 and later (KIP-394): a new dynamic member gets its id with member_id_required and joins
    /// again with it.
    bool require_known_member_id = false;
    /// v9 and later (KIP-814): a static leader that rejoins may be told to skip the assignment.
    bool can_skip_assignment = false;
};

/// A member as the leader sees it.
struct JoinedMember {
    std::string member_id;
    std::string instance_id;
    std::string metadata;
};

struct JoinAnswer {
    KafkaCode code = KafkaCode::none;
    std::int32_t generation = -1;
    std::string protocol_type;
    std::string protocol_name;
    std::string leader;
    std::string member_id;
    bool skip_assignment = false;
    std::vector<JoinedMember> members;  // filled for the leader only

    static JoinAnswer refusal(KafkaCode code, std::string member_id) {
        JoinAnswer answer;
        answer.code = code;
        answer.member_id = std::move(member_id);
        return answer;
    }
};

/// The leader's assignment for one member.
struct MemberAssignment {
    std::string member_id;
    std::string assignment;
};

/// SyncGroup.
struct SyncRequest {
    std::string group_id;
    std::int32_t generation = -1;
    std::string member_id;
    std::string instance_id;
    std::optional<std::string> protocol_type;  // v5 and later; checked if present
    std::optional<std::string> protocol_name;
    std::vector<MemberAssignment> assignments;  // from the leader
};

struct SyncAnswer {
    KafkaCode code = KafkaCode::none;
    std::string protocol_type;
    std::string protocol_name;
    std::string assignment;

    static SyncAnswer refusal(KafkaCode code) {
        SyncAnswer answer;
        answer.code = code;
        return answer;
    }
};

struct HeartbeatRequest {
    std::string group_id;
    std::int32_t generation = -1;
    std::string member_id;
    std::string instance_id;
};

/// A member to remove. An empty member id removes the static member with the instance id.
struct LeavingMember {
    std::string member_id;
    std::string instance_id;
};

struct LeaveAnswer {
    KafkaCode code = KafkaCode::none;
    std::vector<KafkaCode> members;  // one per requested member, in order
};

struct TopicPartition {
    std::string topic;
    std::int32_t partition = 0;
    auto operator<=>(const TopicPartition&) const = default;
};

/// The next offset that the group will read, with the client's own metadata.
struct CommittedOffset {
    std::int64_t offset = -1;
    std::int32_t leader_epoch = -1;
    std::string metadata;
    std::int64_t commit_timestamp = -1;  // ms, set by the coordinator
};

struct CommitEntry {
    TopicPartition partition;
    CommittedOffset committed;
};

/// OffsetCommit.
struct CommitRequest {
    std::string group_id;
    std::int32_t generation = -1;  // -1 with an empty member id: a consumer without subscription
    std::string member_id;
    std::string instance_id;
    std::vector<CommitEntry> entries;
};

/// One group in a ListGroups answer.
struct GroupListing {
    std::string group_id;
    std::string protocol_type;
    std::string state;  // "PreparingRebalance", "CompletingRebalance", "Stable", "Empty", "Dead"
};

struct DescribedMember {
    std::string member_id;
    std::string instance_id;
    std::string client_id;
    std::string client_host;
    std::string metadata;    // empty unless the group is stable
    std::string assignment;  // empty unless the group is stable
};

struct GroupDescription {
    KafkaCode code = KafkaCode::none;  // none with state "Dead" for an unknown group
    std::string group_id;
    std::string state;
    std::string protocol_type;
    std::string protocol_name;
    std::vector<DescribedMember> members;
};

}  // namespace atlas::broker
