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

/// Kafka's broker settings of the same names.
struct GroupSettings {
    std::chrono::milliseconds initial_rebalance_delay{3000};  // group.initial.rebalance.delay.ms
    /// The first rebalance waits at least so long, even where the delay is 0. Kafka ends it by its
    /// timer thread, never within the request of the first member, so members that start together
    /// share their first generation there, or the first one's is over before it was assigned.
    std::chrono::milliseconds initial_rebalance_delay_min{10};
    std::chrono::milliseconds session_timeout_min{6000};       // group.min.session.timeout.ms
    std::chrono::milliseconds session_timeout_max{1'800'000};  // group.max.session.timeout.ms
    std::size_t members_max = SIZE_MAX;                        // group.max.size
    std::size_t offset_metadata_bytes_max = 4096;              // offset.metadata.max.bytes
    std::chrono::milliseconds offsets_retention{std::chrono::hours(7 * 24)};
    std::chrono::milliseconds offsets_retention_check{600'000};
    /// The offsets' log is rewritten when it is larger than this and mostly stale.
    std::int64_t compact_bytes = 16 << 20;
};

/// Classic consumer groups: membership, rebalances, committed offsets. What a client was told about
/// offsets and generations is in `__consumer_offsets`-0 first, by acks=all, in Kafka's own record
/// format; members come back by their heartbeats after a restart.
///
/// One thread: every call is made on `home` (from another thread: home.post), and every callback
/// runs there, exactly once, perhaps before the call returns; a callback must not call back into
/// the coordinator. Time passes only through `clock` and `home.post_after`.
class GroupCoordinator {
public:
    template <typename T>
    using Reply = std::move_only_function<void(T)>;
    /// One code for each entry that was asked, in order.
    using Codes = std::vector<KafkaCode>;

    virtual ~GroupCoordinator() = default;

    /// Replays `offsets` (blocks for reading it). `offsets`, `home`, `clock` and `random` outlive
    /// it.
    static Result<std::unique_ptr<GroupCoordinator>> open(
        GroupSettings settings,
        PartitionPtr offsets,
        Executor& home,
        const Clock& clock,
        Random& random
    );
    /// How the offsets' partition is to be made: synced before the ack, kept for ever.
    static PartitionSettings offsets_settings();

    /// Answers when the rebalance completes. invalid_session_timeout, member_id_required (with the
    /// id to join by), unknown_member_id, fenced_instance_id, inconsistent_group_protocol,
    /// group_max_size_reached, invalid_group_id, rebalance_in_progress.
    virtual void join(JoinRequest request, Reply<JoinAnswer> reply) = 0;
    /// Answers when the leader's assignment is stored.
    virtual void sync(SyncRequest request, Reply<SyncAnswer> reply) = 0;
    /// rebalance_in_progress tells the member to join again.
    virtual KafkaCode heartbeat(const HeartbeatRequest& request) = 0;
    virtual LeaveAnswer leave(
        const std::string& group_id, const std::vector<LeavingMember>& members
    ) = 0;

    /// Answers when the offsets are durable; then `fetch_offsets` gives them.
    virtual void commit(CommitRequest request, Reply<Codes> reply) = 0;
    /// Offset -1 where nothing is committed. `wanted` absent = all that the group has.
    virtual KafkaCode fetch_offsets(
        const std::string& group_id,
        const std::optional<std::vector<TopicPartition>>& wanted,
        std::vector<CommitEntry>& found
    ) const = 0;
    /// The first code is the group's: group_id_not_found, non_empty_group (no consumer group); then
    /// one for each partition: group_subscribed_to_topic.
    virtual void delete_offsets(
        const std::string& group_id, std::vector<TopicPartition> partitions, Reply<Codes> reply
    ) = 0;
    /// The topic is gone: so are offsets committed for it.
    virtual void forget_topic(const std::string& topic) = 0;

    virtual std::vector<GroupListing> list() const = 0;
    virtual GroupDescription describe(const std::string& group_id) const = 0;
    /// group_id_not_found, non_empty_group for each.
    virtual void delete_groups(std::vector<std::string> group_ids, Reply<Codes> reply) = 0;
};

}  // namespace atlas::broker
