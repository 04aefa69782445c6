// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "base/clock.h"
#include "base/executor.h"
#include "base/random.h"
#include "broker/group/group_calls.h"
#include "broker/log/partition.h"

namespace atlas::broker {

/// Kafka's broker settings named in the comments; one set for all groups.
struct GroupSettings {
    std::chrono::milliseconds initial_rebalance_delay{3000};  // group.initial.rebalance.delay.ms
    /// The first rebalance of an empty group takes at least this long, even if the delay above is
    /// 0. Kafka ends it on its timer thread, never inside the first member's request, so that
    /// members that start together usually share their first generation. This has the same effect.
    std::chrono::milliseconds initial_rebalance_delay_min{10};
    std::chrono::milliseconds session_timeout_min{6000};       // group.min.session.timeout.ms
    std::chrono::milliseconds session_timeout_max{1'800'000};  // group.max.session.timeout.ms
    std::size_t members_max = SIZE_MAX;                        // group.max.size
    std::size_t offset_metadata_bytes_max = 4096;              // offset.metadata.max.bytes
    // offsets.retention.minutes and offsets.retention.check.interval.ms
    std::chrono::milliseconds offsets_retention{std::chrono::hours(7 * 24)};
    std::chrono::milliseconds offsets_retention_check{600'000};
    /// `__consumer_offsets` is compacted when it is larger than this and mostly stale.
    std::int64_t compact_bytes = 16 << 20;
};

/// Classic consumer groups: membership, rebalances and committed offsets. Offsets and assignments
/// are written to `__consumer_offsets`-0 with acks=all, in Kafka's record format, before a client
/// sees them. After a restart the members are restored from there and continue to heartbeat.
///
/// One thread: all calls are made on `home` (from another thread: home.post). Every callback runs
/// there exactly once, possibly before the call returns, and must not call into the coordinator.
/// Time comes from `clock` and `home.post_after` alone. Owned by the broker's main.
class GroupCoordinator {
public:
    template <typename T>
    using Reply = std::move_only_function<void(T)>;
    /// One code per requested entry, in order.
    using Codes = std::vector<KafkaCode>;

    virtual ~GroupCoordinator() = default;

    /// Replays `offsets` and blocks while reading it; io if it cannot be read to its end. `home`,
    /// `clock`, `random` and `workers` must outlive the coordinator. `workers` shorten the log of
    /// offsets; null, for tools, means on `home`, which then waits for the disk.
    static Result<std::unique_ptr<GroupCoordinator>> open(
        GroupSettings settings,
        PartitionPtr offsets,
        Executor& home,
        const Clock& clock,
        Random& random,
        Workers* workers = nullptr
    );
    /// Settings for creating the partition `offsets`: synced before the ack, retained without
    /// limit.
    static PartitionSettings offsets_settings();

    /// Answers when the rebalance completes. Codes: invalid_session_timeout, member_id_required
    /// (the answer has the id to join with), unknown_member_id, fenced_instance_id,
    /// inconsistent_group_protocol, group_max_size_reached, invalid_group_id, rebalance_in_progress
    /// (replaced by a later join of the same member), coordinator_not_available.
    virtual void join(JoinRequest request, Reply<JoinAnswer> reply) = 0;
    /// Answers when the leader's assignment is durable. Codes: those of `heartbeat`, and
    /// inconsistent_group_protocol.
    virtual void sync(SyncRequest request, Reply<SyncAnswer> reply) = 0;
    /// Keeps the member's session alive. Codes: rebalance_in_progress (the member must join again),
    /// unknown_member_id, fenced_instance_id, illegal_generation, coordinator_not_available.
    virtual KafkaCode heartbeat(const HeartbeatRequest& request) = 0;
    /// Removes the members, by member id or, for static ones, by instance id alone.
    virtual LeaveAnswer leave(
        const std::string& group_id, const std::vector<LeavingMember>& members
    ) = 0;

    /// Answers when the offsets are durable; from then on `fetch_offsets` returns them.
    virtual void commit(CommitRequest request, Reply<Codes> reply) = 0;
    /// Appends the committed offsets to `found`, with offset -1 for a partition without one. An
    /// absent `wanted` means all partitions of the group.
    virtual KafkaCode fetch_offsets(
        const std::string& group_id,
        const std::optional<std::vector<TopicPartition>>& wanted,
        std::vector<CommitEntry>& found
    ) const = 0;
    /// The first code is the group's: group_id_not_found, or non_empty_group (members, but not of
    /// the consumer protocol). Then one per partition: group_subscribed_to_topic.
    virtual void delete_offsets(
        const std::string& group_id, std::vector<TopicPartition> partitions, Reply<Codes> reply
    ) = 0;
    /// Deletes the offsets committed for a topic. Whoever deletes a topic calls it.
    virtual void forget_topic(const std::string& topic) = 0;

    virtual std::vector<GroupListing> list() const = 0;
    virtual GroupDescription describe(const std::string& group_id) const = 0;
    /// Deletes groups without members, with their offsets. One code per group: group_id_not_found,
    /// non_empty_group.
    virtual void delete_groups(std::vector<std::string> group_ids, Reply<Codes> reply) = 0;
};

}  // namespace atlas::broker
