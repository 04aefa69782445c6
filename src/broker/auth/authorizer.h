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

/// The `kafka-cluster:` actions that this broker checks (Service Authorization Reference, "Apache
/// Kafka APIs for Amazon MSK clusters").
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

/// "kafka-cluster:WriteData".
std::string_view name_of(Action action);
/// The ARN that an action is checked on: the cluster's, or that of a topic, group or transactional
/// id called `name` in it.
std::string resource_arn(std::string_view cluster_arn, Action action, std::string_view name);

/// Decides what one caller may do, by the snapshot that holds; remembers its answers until another
/// snapshot comes, or another second where a policy asks for the time. One per connection. Loop
/// thread only.
class Authorizer {
public:
    /// `caller` null: a listener without authentication (tests only), where everything is allowed.
    Authorizer(const Caller* caller, const Clock& clock) : caller_(caller), clock_(clock) {}

    /// `name` of the topic, group or transactional id; empty for the cluster. Logs each refusal
    /// once with principal, action and ARN, unless `quiet` (listings that leave things out).
    bool allows(
        const SnapshotPtr& snapshot, Action action, std::string_view name, bool quiet = false
    );

private:
    using Second = std::chrono::sys_seconds;
    struct Verdict {
        bool allowed = false;
        bool logged = false;
        bool momentary = false;  // holds in `at` only
        Second at;
    };

    Verdict decide(Action action, std::string_view name, bool quiet);
    void adopt(const SnapshotPtr& snapshot);
    bool holds(const Verdict& verdict, bool quiet) const;

    const Caller* caller_;
    const Clock& clock_;
    SnapshotPtr snapshot_;
    const Identity* identity_ = nullptr;  // in snapshot_; null: may nothing
    Second now_;                          // that context_ tells
    policy::Context context_;
    std::map<std::pair<Action, std::string>, Verdict, std::less<>> verdicts_;
};

}  // namespace atlas::broker
