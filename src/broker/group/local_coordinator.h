// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>

#include "broker/group/coordinator.h"
#include "broker/group/group.h"
#include "broker/group/group_log.h"

namespace atlas::broker {

/// The only coordinator of a broker process, for all groups, by the rules of Kafka's classic
/// protocol. Each part has its own file, named below. Coordinator's thread only.
class LocalCoordinator final : public GroupCoordinator {
public:
    LocalCoordinator(
        GroupSettings settings,
        PartitionPtr offsets,
        Executor& home,
        Workers& workers,
        const Clock& clock,
        Random& random
    );
    /// Replays the log and starts the members' sessions; called once, before any other call.
    Result<> load();

    void join(JoinRequest request, Reply<JoinAnswer> reply) override;
    void sync(SyncRequest request, Reply<SyncAnswer> reply) override;
    KafkaCode heartbeat(const HeartbeatRequest& request) override;
    LeaveAnswer leave(const std::string& group_id, const std::vector<LeavingMember>& members)
        override;
    void commit(CommitRequest request, Reply<Codes> reply) override;
    KafkaCode fetch_offsets(
        const std::string& group_id,
        const std::optional<std::vector<TopicPartition>>& wanted,
        std::vector<CommitEntry>& found
    ) const override;
    void delete_offsets(
        const std::string& group_id, std::vector<TopicPartition> partitions, Reply<Codes> reply
    ) override;
    void forget_topic(const std::string& topic) override;
    std::vector<GroupListing> list() const override;
    GroupDescription describe(const std::string& group_id) const override;
    void delete_groups(std::vector<std::string> group_ids, Reply<Codes> reply) override;

private:
    using GroupPtr = std::shared_ptr<Group>;

    GroupPtr find(const std::string& group_id) const;
    std::int64_t now_ms() const;
    /// Changes the state and notes the time.
    void enter(Group& group, GroupState state);

    // join_group.cc
    /// The checks that apply to every join; `group` is null for a new group.
    KafkaCode join_problem(const JoinRequest& request, Group* group) const;
    /// An id that begins with the client's or the instance's own, which is cut if it would become
    /// too long.
    std::string new_member_id(std::string_view begin);
    void join_new(const GroupPtr& group, JoinRequest request, Reply<JoinAnswer> reply);
    void join_known(const GroupPtr& group, JoinRequest request, Reply<JoinAnswer> reply);
    void add_member(
        const GroupPtr& group, std::string member_id, JoinRequest request, Reply<JoinAnswer> reply
    );
    /// Takes over protocols and time-outs, and keeps the reply until the rebalance completes.
    void update_member(GroupMember& member, JoinRequest request, Reply<JoinAnswer> reply);
    void replace_static(const GroupPtr& group, JoinRequest request, Reply<JoinAnswer> reply);
    /// Answers a static member that rejoins a stable group, once its new member id is durable.
    void rejoin_stable(const GroupPtr& group, const GroupMember& member, JoinAnswer answer);
    JoinAnswer current_generation(const Group& group, const GroupMember& member) const;

    // rebalance.cc
    /// Starts a rebalance unless one is in its join phase.
    void rebalance_if_possible(const GroupPtr& group);
    /// Enters preparing_rebalance and starts its timer.
    void begin_rebalance(const GroupPtr& group);
    std::chrono::milliseconds initial_delay() const;
    void wait_initially(const GroupPtr& group, std::chrono::milliseconds remaining);
    void complete_join_if_all(const GroupPtr& group);
    /// Ends the join phase: starts the next generation and answers all joins.
    void complete_join(const GroupPtr& group);
    void drop_who_did_not_join(Group& group);
    /// Removes members that send no SyncGroup within the rebalance time-out.
    void expect_syncs(const GroupPtr& group);

    // sync_group.cc
    KafkaCode sync_problem(const Group& group, const SyncRequest& request) const;
    /// Writes the leader's assignment to the log, then makes the group stable.
    void store_assignment(const GroupPtr& group, const SyncRequest& request);
    void answer_syncs(Group& group, KafkaCode code);
    void store_group(
        const GroupPtr& group,
        const std::map<std::string, std::string>& assignments,
        GroupLog::Done done
    );

    // members.cc
    /// Extends the member's session.
    void heard_from(const GroupPtr& group, GroupMember& member);
    /// Each member has one timer, which rearms itself until the session has ended.
    void arm_timer(const GroupPtr& group, const GroupMember& member);
    void on_timer(const GroupPtr& group, const std::string& member_id, std::uint64_t timer);
    void remove_member(const GroupPtr& group, const std::string& member_id);
    KafkaCode leave_one(const GroupPtr& group, const LeavingMember& leaving);
    /// Forgets a pending member that does not join within `within_ms`.
    void expect_pending(
        const GroupPtr& group, const std::string& member_id, std::int32_t within_ms
    );

    // offsets.cc
    KafkaCode commit_problem(const Group& group, const CommitRequest& request) const;
    void store_commit(const GroupPtr& group, CommitRequest request, Reply<Codes> reply);

    // expire_offsets.cc
    void expire_offsets_now_and_then();
    void expire_offsets(const GroupPtr& group);
    std::vector<TopicPartition> expired_offsets(const Group& group) const;
    /// Deletes a group that has neither members nor offsets.
    void forget(const GroupPtr& group);
    /// All live records, for compaction.
    std::vector<GroupRecord> holding() const;
    // load_groups.cc
    /// Applies one record of the log; used by `load`.
    void take_record(std::string_view key, std::optional<std::string_view> value);
    void take_offset(const OffsetKey& key, std::optional<std::string_view> value);
    void take_group(const std::string& id, std::optional<std::string_view> value);
    GroupPtr group_of(const std::string& id);

    /// Wraps a task so that it does nothing once the coordinator is destroyed.
    Executor::Task guarded(std::move_only_function<void()> task);
    void after(std::chrono::milliseconds delay, std::move_only_function<void()> task);

    // Constant after construction.
    const GroupSettings settings_;
    Executor& home_;
    const Clock& clock_;
    Random& random_;

    // Callbacks hold a group by GroupPtr, so it may outlive its entry here, in state dead.
    std::map<std::string, GroupPtr> groups_;
    // Records of kinds that a later release has; kept through compactions.
    std::map<std::string, std::string, std::less<>> later_records_;
    // While loading, by key: what is wrong with a last value that only a later release can read.
    std::map<std::string, std::string, std::less<>> unreadable_;
    std::uint64_t last_timer_ = 0;
    GroupLog log_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace atlas::broker
