// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>

#include "aws/kafka/place_brokers.h"
#include "aws/kafka/reconcile_cluster.h"
#include "aws/kafka/state.h"
#include "aws/models/kafka/update_cluster_configuration.h"
#include "aws/models/kafka/update_connectivity.h"

namespace atlas::aws::kafka {
namespace {

/// The cluster must be ACTIVE and `version` its currentVersion, MSK's protection against updates
/// that are based on an outdated description.
Answer<> check_updatable(
    const ClusterRow* row, const std::string& arn, const std::string& version
) {
    if (!row) return no_such_cluster(arn);
    if (row->state != "ACTIVE") {
        return bad_request(
            fmt::format("The cluster is in {} state. It must be in ACTIVE state.", row->state)
        );
    }
    if (row->version != version) {
        return bad_request(
            fmt::format("The current version of the cluster is {}, not {}.", row->version, version),
            "currentVersion"
        );
    }
    return {};
}

/// Records the operation and the cluster's new desired state; both complete once the engine has
/// observed it. Returns the operation's ARN.
template <typename Edit>
std::string begin_update(State& state, Call& call, OperationRow operation, Edit edit) {
    auto cluster = operation.cluster;
    auto identity = cluster.substr(cluster.find("cluster/") + 8);
    operation.arn = call.place().arn(
        "kafka", fmt::format("cluster-operation/{}/{}", identity, call.random().uuid())
    );
    operation.state = "UPDATE_IN_PROGRESS";
    operation.started = call.now();
    auto arn = operation.arn;
    state.operations.put(call.batch(), arn, std::move(operation));
    state.clusters.edit(call.batch(), cluster, [&](ClusterRow& row) {
        edit(row);
        row.state = "UPDATING";
        row.operation = arn;
        row.version = make_version(call);
    });
    call.after_commit([&state, cluster] { state.reconciler->wake(cluster); });
    return arn;
}

Answer<UpdateConnectivityOutput> update_connectivity(
    State& state, Call& call, const UpdateConnectivityInput& input
) {
    auto* row = state.clusters.find(input.cluster_arn);
    if (auto valid = check_updatable(row, input.cluster_arn, input.current_version); !valid)
        return std::move(valid).error();
    if (!input.connectivity_info)
        return bad_request("There is no connectivityInfo.", "connectivityInfo");
    const auto& wanted = *input.connectivity_info;
    if (wanted.vpc_connectivity && wanted.vpc_connectivity->client_authentication) {
        return AwsError{"NotImplemented", "Multi-VPC connectivity is not implemented.", 501, {}};
    }
    auto type = wanted.public_access ? wanted.public_access->type.value_or("DISABLED")
                                     : std::string("DISABLED");
    if (type != "DISABLED" && type != "SERVICE_PROVIDED_EIPS") {
        return bad_request("Unsupported PublicAccess type: " + type, "publicAccess");
    }
    bool on = type == "SERVICE_PROVIDED_EIPS";
    if (on) {
        auto valid = check_public(call, row->vpc, row->group.client_subnets);
        if (!valid) return std::move(valid).error();
    }
    OperationRow operation;
    operation.cluster = input.cluster_arn;
    operation.type = "UPDATE_CONNECTIVITY";
    operation.source.connectivity_info = row->group.connectivity_info;
    operation.target.connectivity_info.emplace().public_access = PublicAccess{type};
    auto arn = begin_update(state, call, std::move(operation), [&](ClusterRow& edited) {
        edited.public_access = on;
        edited.group.connectivity_info.emplace().public_access = PublicAccess{type};
    });
    UpdateConnectivityOutput output;
    output.cluster_arn = input.cluster_arn;
    output.cluster_operation_arn = arn;
    return output;
}

Answer<UpdateClusterConfigurationOutput> update_configuration(
    State& state, Call& call, const UpdateClusterConfigurationInput& input
) {
    auto* row = state.clusters.find(input.cluster_arn);
    if (auto valid = check_updatable(row, input.cluster_arn, input.current_version); !valid)
        return std::move(valid).error();
    const auto& wanted = input.configuration_info;
    ATLAS_TRY(state.check_configuration(wanted, row->kafka_version));
    OperationRow operation;
    operation.cluster = input.cluster_arn;
    operation.type = "UPDATE_CLUSTER_CONFIGURATION";
    if (!row->configuration_arn.empty()) {
        operation.source.configuration_info =
            ConfigurationInfo{row->configuration_arn, row->configuration_revision};
    }
    operation.target.configuration_info = wanted;
    auto arn = begin_update(state, call, std::move(operation), [&](ClusterRow& edited) {
        edited.configuration_arn = wanted.arn;
        edited.configuration_revision = wanted.revision;
    });
    UpdateClusterConfigurationOutput output;
    output.cluster_arn = input.cluster_arn;
    output.cluster_operation_arn = arn;
    return output;
}

}  // namespace

std::vector<Operation> update_operations(State& state) {
    return {
        on_state<UpdateConnectivity>(state, update_connectivity),
        on_state<UpdateClusterConfiguration>(state, update_configuration),
    };
}

}  // namespace atlas::aws::kafka
