// SPDX-License-Identifier: Apache-2.0
#include "aws/kafka/reconcile_cluster.h"

#include "aws/kafka/place_brokers.h"
#include "base/log.h"
#include "engines/msk/properties.h"

namespace atlas::aws::kafka {
namespace {

/// MSK's defaults where they differ from Kafka's. Source: "The default Amazon MSK configuration".
std::map<std::string, std::string> default_properties(std::size_t zones) {
    return {
        {"auto.create.topics.enable", "false"},
        {"default.replication.factor", std::to_string(std::min<std::size_t>(zones, 3))},
        {"min.insync.replicas", zones > 2 ? "2" : "1"},
        {"num.partitions", "1"},
        {"unclean.leader.election.enable", "true"},
    };
}

engines::msk::Cluster desired_cluster(
    const State& state, const ClusterRow& row, const Place& place
) {
    engines::msk::Cluster cluster;
    cluster.id = row.id;
    cluster.kafka_id = row.kafka_id;
    cluster.kafka_version = row.kafka_version;
    cluster.arn = row.arn;
    cluster.account = place.account;
    cluster.region = place.region;
    cluster.tags = row.tags;
    cluster.properties = default_properties(row.group.client_subnets.size());
    if (auto* revision = state.find_revision(row.configuration_arn, row.configuration_revision)) {
        // An earlier version stored revisions unchecked; with an invalid property the broker would
        // not start.
        for (auto& [name, value] : engines::msk::parse_properties(revision->properties)) {
            if (auto fits = engines::msk::check_property(name, value); !fits.ok()) {
                log::warning("kafka", "{}: left out: {}", row.arn, fits.error().message());
                continue;
            }
            cluster.properties[name] = value;
        }
    }
    for (const auto& broker : row.brokers) {
        cluster.brokers.push_back(
            {broker.id,
             broker.zone_id,
             broker.eni,
             broker.address,
             row.host(broker),
             row.public_host(broker)}
        );
    }
    cluster.vpc = row.vpc;
    cluster.resolver = row.resolver;
    cluster.security_groups = row.group.security_groups;
    cluster.public_access = row.public_access;
    return cluster;
}

}  // namespace

void ClusterReconciler::start(Host& host) {
    host_ = &host;
    engine_.on_change(life_.guard([this](const std::string& id) {
        host_->note_change();
        observe(id);
    }));
    loop_.emplace(
        host,
        state_.clusters,
        "kafka",
        [this](const std::string&, const ClusterRow* row, store::Durable durable, Done done) {
            if (!row) return done({});
            step(*row, durable, std::move(done));
        }
    );
    loop_->wake_all();
}

void ClusterReconciler::wake(const std::string& arn) {
    if (loop_) loop_->wake(arn);
}

void ClusterReconciler::step(const ClusterRow& row, store::Durable durable, Done done) {
    auto cluster = desired_cluster(state_, row, host_->place());
    if (row.state == "DELETING") {
        auto removed = [this, arn = row.arn, done = std::move(done)]() mutable {
            forget(arn);
            done({});
        };
        engine_.remove(std::move(cluster), durable, life_.guard(std::move(removed)));
        return;
    }
    auto id = cluster.id;
    engine_.apply(std::move(cluster));
    done({});
    // In case the engine is in this state already and reports no change.
    observe(id);
}

void ClusterReconciler::observe(const std::string& id) {
    auto found = std::ranges::find_if(state_.clusters, [&](const auto& entry) {
        return entry.second.id == id;
    });
    if (found == state_.clusters.end()) return;
    const auto& row = found->second;
    if (row.state != "CREATING" && row.state != "UPDATING") return;
    // Compares with the row in memory: a change that the engine does not have yet keeps the cluster
    // UPDATING.
    if (!engine_.settled(desired_cluster(state_, row, host_->place()))) return;
    host_->transact(kafka_role(host_->place()), [&](Call& call) {
        auto operation = row.operation;
        state_.clusters.edit(call.batch(), row.arn, [](ClusterRow& edited) {
            edited.state = "ACTIVE";
            edited.operation.clear();
        });
        if (!state_.operations.find(operation)) return;
        state_.operations.edit(call.batch(), operation, [&](OperationRow& edited) {
            edited.state = "UPDATE_COMPLETE";
            edited.ended = call.now();
        });
    });
}

void ClusterReconciler::forget(const std::string& arn) {
    auto* row = state_.clusters.find(arn);
    if (!row) return;
    host_->transact(kafka_role(host_->place()), [&](Call& call) {
        release_brokers(call, row->brokers);
        std::vector<std::string> operations;
        for (const auto& [operation, known] : state_.operations)
            if (known.cluster == arn) operations.push_back(operation);
        for (const auto& operation : operations)
            state_.operations.erase(call.batch(), operation);
        state_.clusters.erase(call.batch(), arn);
    });
}

}  // namespace atlas::aws::kafka
