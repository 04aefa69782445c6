// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "broker/auth/caller.h"
#include "broker/auth/snapshot.h"

namespace atlas::broker {

/// The `kafka-cluster:` actions that this broker checks (AWS Service Authorization Reference,
/// "Apache Kafka APIs for Amazon MSK clusters").
enum class Action : std::uint8_t {
    connect,
    describe_cluster,
    alter_cluster,
    describe_cluster_dynamic_configuration,
    alter_cluster_dynamic_configuration,
    write_data_idempotently,
    create_topic,
    describe_topic,
    alter_topic,
    delete_topic,
    describe_topic_dynamic_configuration,
    alter_topic_dynamic_configuration,
    read_data,
    write_data,
    describe_group,
    alter_group,
    delete_group,
    describe_transactional_id,
    alter_transactional_id,
};

/// The action as policies write it, such as "kafka-cluster:WriteData".
std::string_view name_of(Action action);
/// The ARN that an action is checked on: the cluster's, or that of the cluster's topic, group or
/// transactional id `name`.
std::string resource_arn(std::string_view cluster_arn, Action action, std::string_view name);

/// Decides what one caller may do, by the policies of the current snapshot. Caches each decision
/// until the snapshot changes; a decision that depends on the time is cached for one second. One
/// per authenticated connection, owned by its session. Loop thread only.
class Authorizer {
public:
    /// `caller` must outlive the Authorizer. Null means a listener without authentication (tests
    /// only), where everything is allowed.
    Authorizer(const Caller* caller, const Clock& clock) : caller_(caller), clock_(clock) {}

    /// `name`: the topic, group or transactional id; empty for the cluster. Logs each refusal once
    /// per snapshot with principal, action and ARN, unless `quiet` (for listings that omit what the
    /// caller may not see).
    bool allows(
        const SnapshotPtr& snapshot, Action action, std::string_view name, bool quiet = false
    );

private:
    using Second = std::chrono::sys_seconds;
    struct Verdict {
        bool allowed = false;
        bool logged = false;
        bool momentary = false;  // depends on the time: valid in the second `at` only
        Second at;
    };

    /// Evaluates the policies, without the cache.
    Verdict decide(Action action, std::string_view name, bool quiet);
    /// Switches to a snapshot: drops all decisions and looks the caller up again.
    void adopt(const SnapshotPtr& snapshot);
    /// Whether a cached decision can be used; a refusal that was never logged cannot, unless quiet.
    bool holds(const Verdict& verdict, bool quiet) const;

    const Caller* caller_;
    const Clock& clock_;
    SnapshotPtr snapshot_;
    const Identity* identity_ = nullptr;  // in snapshot_; null: nothing is allowed
    Second now_;                          // the time in context_
    policy::Context context_;
    std::map<std::pair<Action, std::string>, Verdict, std::less<>> verdicts_;
};

}  // namespace atlas::broker
