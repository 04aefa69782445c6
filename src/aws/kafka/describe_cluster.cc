// SPDX-License-Identifier: Apache-2.0
#include "aws/models/kafka/describe_cluster.h"

#include <fmt/core.h>

#include "aws/kafka/page.h"
#include "aws/kafka/reconcile_cluster.h"
#include "aws/kafka/state.h"
#include "aws/models/kafka/describe_cluster_v2.h"
#include "aws/models/kafka/get_bootstrap_brokers.h"
#include "aws/models/kafka/list_clusters.h"
#include "aws/models/kafka/list_clusters_v2.h"
#include "aws/models/kafka/list_nodes.h"
#include "base/encoding.h"
#include "json/fields.h"

namespace atlas::aws::kafka {
namespace {

BrokerSoftwareInfo software_of(const ClusterRow& row) {
    BrokerSoftwareInfo software;
    software.kafka_version = row.kafka_version;
    if (!row.configuration_arn.empty()) {
        software.configuration_arn = row.configuration_arn;
        software.configuration_revision = row.configuration_revision;
    }
    return software;
}

/// Why the brokers do not serve; nothing if they do.
std::optional<StateInfo> state_info(const State& state, const ClusterRow& row) {
    auto trouble = state.reconciler ? state.reconciler->trouble(row) : std::string();
    if (trouble.empty()) return std::nullopt;
    StateInfo info;
    info.code = "BROKER_NOT_SERVING";
    info.message = trouble;
    return info;
}

ClusterInfo show(const State& state, const ClusterRow& row) {
    ClusterInfo info;
    info.broker_node_group_info = row.group;
    info.client_authentication = row.authentication;
    info.cluster_arn = row.arn;
    info.cluster_name = row.name;
    info.creation_time = row.created;
    info.current_broker_software_info = software_of(row);
    info.current_version = row.version;
    info.encryption_info = row.encryption;
    info.enhanced_monitoring = row.enhanced_monitoring;
    if (row.open_monitoring) {
        // The API has two shapes with the same members, OpenMonitoring and OpenMonitoringInfo.
        auto value = json::to_value(*row.open_monitoring);
        if (!json::from_value(value, info.open_monitoring.emplace()).ok())
            info.open_monitoring.reset();
    }
    info.logging_info = row.logging;
    info.number_of_broker_nodes = static_cast<int>(row.brokers.size());
    info.state = row.state;
    info.state_info = state_info(state, row);
    info.storage_mode = row.storage_mode;
    info.tags = row.tags;
    if (!row.operation.empty()) info.active_operation_arn = row.operation;
    return info;
}

Cluster show_v2(const State& state, const ClusterRow& row) {
    Provisioned provisioned;
    provisioned.broker_node_group_info = row.group;
    provisioned.current_broker_software_info = software_of(row);
    provisioned.client_authentication = row.authentication;
    provisioned.encryption_info = row.encryption;
    provisioned.enhanced_monitoring = row.enhanced_monitoring;
    provisioned.open_monitoring = row.open_monitoring;
    provisioned.logging_info = row.logging;
    provisioned.number_of_broker_nodes = static_cast<int>(row.brokers.size());
    provisioned.storage_mode = row.storage_mode;
    Cluster cluster;
    cluster.cluster_type = "PROVISIONED";
    cluster.cluster_arn = row.arn;
    cluster.cluster_name = row.name;
    cluster.creation_time = row.created;
    cluster.current_version = row.version;
    cluster.state = row.state;
    cluster.state_info = state_info(state, row);
    cluster.tags = row.tags;
    cluster.provisioned = std::move(provisioned);
    if (!row.operation.empty()) cluster.active_operation_arn = row.operation;
    return cluster;
}

Answer<DescribeClusterOutput> describe(State& state, Call&, const DescribeClusterInput& input) {
    auto* row = state.clusters.find(input.cluster_arn);
    if (!row) return no_such_cluster(input.cluster_arn);
    return DescribeClusterOutput{show(state, *row)};
}

Answer<DescribeClusterV2Output> describe_v2(
    State& state, Call&, const DescribeClusterV2Input& input
) {
    auto* row = state.clusters.find(input.cluster_arn);
    if (!row) return no_such_cluster(input.cluster_arn);
    return DescribeClusterV2Output{show_v2(state, *row)};
}

template <typename Op, typename Show>
Answer<typename Op::Output> list(
    const State& state, const typename Op::Input& input, Show show_one
) {
    typename Op::Output output;
    for (const auto& [arn, row] : state.clusters) {
        if (!row.name.starts_with(input.cluster_name_filter.value_or(""))) continue;
        output.cluster_info_list.push_back(show_one(state, row));
    }
    ATLAS_TRY(cut_page<Op>(
        input,
        page_rules(),
        output.cluster_info_list,
        output.next_token,
        [](const auto& cluster) { return cluster.cluster_arn.value_or(""); }
    ));
    return output;
}

Answer<ListClustersOutput> list_v1(State& state, Call&, const ListClustersInput& input) {
    return list<ListClusters>(state, input, show);
}

Answer<ListClustersV2Output> list_v2(State& state, Call&, const ListClustersV2Input& input) {
    if (input.cluster_type_filter.value_or("PROVISIONED") != "PROVISIONED")
        return ListClustersV2Output{};
    return list<ListClustersV2>(state, input, show_v2);
}

Answer<GetBootstrapBrokersOutput> bootstrap(
    State& state, Call&, const GetBootstrapBrokersInput& input
) {
    auto* row = state.clusters.find(input.cluster_arn);
    if (!row) return no_such_cluster(input.cluster_arn);
    GetBootstrapBrokersOutput output;
    // No broker serves in these states, so there is nothing to connect to.
    if (row->state == "CREATING" || row->state == "DELETING") return output;
    std::string internal;
    std::string outside;
    for (const auto& broker : row->brokers) {
        auto comma = internal.empty() ? "" : ",";
        internal += fmt::format("{}{}:{}", comma, row->host(broker), engines::msk::internal_port);
        outside +=
            fmt::format("{}{}:{}", comma, row->public_host(broker), engines::msk::public_port);
    }
    output.bootstrap_broker_string_sasl_iam = internal;
    if (row->public_access && row->state == "ACTIVE")
        output.bootstrap_broker_string_public_sasl_iam = outside;
    return output;
}

Answer<ListNodesOutput> nodes(State& state, Call&, const ListNodesInput& input) {
    auto* row = state.clusters.find(input.cluster_arn);
    if (!row) return no_such_cluster(input.cluster_arn);
    ListNodesOutput output;
    for (const auto& broker : row->brokers) {
        BrokerNodeInfo shown;
        shown.attached_eni_id = broker.eni;
        shown.broker_id = broker.id;
        shown.client_subnet = broker.subnet;
        shown.client_vpc_ip_address = broker.address;
        shown.current_broker_software_info = software_of(*row);
        shown.endpoints.push_back(row->host(broker));
        NodeInfo node;
        node.added_to_cluster_time = format_iso8601_ms(row->created);
        node.broker_node_info = std::move(shown);
        node.instance_type = row->group.instance_type;
        node.node_arn = fmt::format("{}/{}", row->arn, broker.id);
        node.node_type = "BROKER";
        output.node_info_list.push_back(std::move(node));
    }
    ATLAS_TRY(cut_page<ListNodes>(
        input,
        page_rules(),
        output.node_info_list,
        output.next_token,
        [](const NodeInfo& node) { return node.node_arn.value_or(""); }
    ));
    return output;
}

}  // namespace

std::vector<Operation> describe_operations(State& state) {
    return {
        on_state<DescribeCluster>(state, describe),
        on_state<DescribeClusterV2>(state, describe_v2),
        on_state<ListClusters>(state, list_v1),
        on_state<ListClustersV2>(state, list_v2),
        on_state<GetBootstrapBrokers>(state, bootstrap),
        on_state<ListNodes>(state, nodes),
    };
}

}  // namespace atlas::aws::kafka
