// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "broker/log/kafka_code.h"

// What a coordinator is asked and what it answers, free of any version of the wire. An instance id
// is empty where the request has none (null); `member_id` is empty for a member that is new.
namespace atlas::broker {

struct GroupProtocol {
    std::string name;
    std::string metadata;
    bool operator==(const GroupProtocol&) const = default;
};

struct JoinRequest {
    std::string group_id;
    std::string member_id;
    std::string instance_id;
    std::string client_id;
    std::string client_host;
    std::string protocol_type;
    std::vector<GroupProtocol> protocols;  // in the member's order of preference
    std::int32_t session_timeout_ms = 0;
    std::int32_t rebalance_timeout_ms = 0;  // v0 has none: the session time-out
    /// v4 and later: a new dynamic member is told its id by member_id_required and joins again.
    bool require_known_member_id = false;
    /// v9 and later: a static leader that comes back is told to skip the assignment.
    bool can_skip_assignment = false;
};

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

struct MemberAssignment {
    std::string member_id;
    std::string assignment;
};

struct SyncRequest {
    std::string group_id;
    std::int32_t generation = -1;
    std::string member_id;
    std::string instance_id;
    std::optional<std::string> protocol_type;  // v5 and later; checked where given
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

struct LeavingMember {
    std::string member_id;
    std::string instance_id;
};

struct LeaveAnswer {
    KafkaCode code = KafkaCode::none;
    std::vector<KafkaCode> members;  // one for each that was asked, in order
};

struct TopicPartition {
    std::string topic;
    std::int32_t partition = 0;
    auto operator<=>(const TopicPartition&) const = default;
};

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

struct CommitRequest {
    std::string group_id;
    std::int32_t generation = -1;  // -1 with an empty member id: a consumer that assigns by itself
    std::string member_id;
    std::string instance_id;
    std::vector<CommitEntry> entries;
};

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
    KafkaCode code = KafkaCode::none;  // none with state "Dead" for a group that is not there
    std::string group_id;
    std::string state;
    std::string protocol_type;
    std::string protocol_name;
    std::vector<DescribedMember> members;
};

}  // namespace atlas::broker
