// SPDX-License-Identifier: Apache-2.0
#include "aws/models/kafka/create_cluster.h"

#include <fmt/core.h>

#include "aws/kafka/place_brokers.h"
#include "aws/kafka/reconcile_cluster.h"
#include "aws/kafka/state.h"
#include "aws/models/kafka/delete_cluster.h"
#include "base/encoding.h"

namespace atlas::aws::kafka {
namespace {

bool is_on(const std::optional<bool>& flag) {
    return flag.value_or(false);
}

AwsError not_here(std::string message) {
    return {"NotImplemented", std::move(message), 501, {}};
}

Answer<> check_public_access(const BrokerNodeGroupInfo& group) {
    if (!group.connectivity_info || !group.connectivity_info->public_access) return {};
    auto type = group.connectivity_info->public_access->type.value_or("DISABLED");
    if (type == "DISABLED") return {};
    return bad_request(
        "When creating a cluster, the only valid value for the Type parameter in PublicAccess is "
        "DISABLED.",
        "publicAccess"
    );
}

/// The broker supports TLS and IAM only; any other setting is refused instead of ignored.
Answer<> check_security(const CreateClusterInput& input) {
    if (input.encryption_info && input.encryption_info->encryption_in_transit) {
        auto mode = input.encryption_info->encryption_in_transit->client_broker.value_or("TLS");
        if (mode != "TLS") return not_here("Brokers of this region speak TLS only.");
    }
    const auto& authentication = input.client_authentication;
    bool iam = authentication && authentication->sasl && authentication->sasl->iam &&
               is_on(authentication->sasl->iam->enabled);
    bool scram = authentication && authentication->sasl && authentication->sasl->scram &&
                 is_on(authentication->sasl->scram->enabled);
    bool tls = authentication && authentication->tls && is_on(authentication->tls->enabled);
    bool anyone = authentication && authentication->unauthenticated &&
                  is_on(authentication->unauthenticated->enabled);
    if (!iam || scram || tls || anyone) {
        return not_here(
            "Brokers of this region authenticate by IAM only: clientAuthentication.sasl.iam has to "
            "be enabled and nothing else."
        );
    }
    return {};
}

Answer<> check_input(const State& state, const CreateClusterInput& input) {
    for (const auto& [arn, row] : state.clusters) {
        if (row.name == input.cluster_name) {
            return AwsError{
                "ConflictException", "A resource with this name already exists.", 409, {}
            };
        }
    }
    const auto& group = input.broker_node_group_info;
    const auto& versions = kafka_versions();
    if (std::ranges::find(versions, input.kafka_version) == versions.end()) {
        std::string known;
        for (const auto& version : versions)
            known.append(known.empty() ? "" : ", ").append(version);
        return bad_request(
            fmt::format(
                "Unsupported KafkaVersion [{}]. Valid values: [{}]", input.kafka_version, known
            ),
            "kafkaVersion"
        );
    }
    if (!group.instance_type.starts_with("kafka."))
        return bad_request("Unsupported InstanceType: " + group.instance_type, "instanceType");
    if (group.client_subnets.empty() ||
        input.number_of_broker_nodes % static_cast<int>(group.client_subnets.size()) != 0) {
        return bad_request(
            "The number of broker nodes must be a multiple of Availability Zones in the Client "
            "Subnets parameter.",
            "numberOfBrokerNodes"
        );
    }
    if (auto valid = check_public_access(group); !valid) return valid;
    if (auto valid = check_security(input); !valid) return valid;
    const auto& configuration = input.configuration_info;
    if (configuration) return state.check_configuration(*configuration, input.kafka_version);
    return {};
}

/// MSK's defaults, which DescribeCluster always shows.
void fill_defaults(ClusterRow& row) {
    auto& group = row.group;
    if (!group.broker_az_distribution) group.broker_az_distribution = "DEFAULT";
    if (!group.storage_info) {
        EBSStorageInfo volume;
        volume.volume_size = 100;
        group.storage_info.emplace().ebs_storage_info = volume;
    }
    if (!group.connectivity_info) group.connectivity_info.emplace();
    if (!group.connectivity_info->public_access)
        group.connectivity_info->public_access = PublicAccess{"DISABLED"};
    auto& transit = row.encryption.encryption_in_transit;
    if (!transit) transit.emplace();
    if (!transit->client_broker) transit->client_broker = "TLS";
    if (!transit->in_cluster) transit->in_cluster = true;
}

/// The brokers' domain. DNS names ignore case, so it has the cluster's name in lower case.
std::string make_domain(Call& call, const std::string& name) {
    auto lower = name;
    for (char& letter : lower)
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    return fmt::format(
        "{}.{}.c2.kafka.{}.{}",
        lower,
        call.random().hex(6),
        call.place().region,
        call.place().suffix
    );
}

ClusterRow make_row(Call& call, const CreateClusterInput& input) {
    ClusterRow row;
    auto uuid = call.random().uuid();
    row.name = input.cluster_name;
    row.arn = call.place().arn("kafka", fmt::format("cluster/{}/{}-2", row.name, uuid));
    row.id = uuid.substr(0, 8);
    row.kafka_id = encode_base64url(call.random().bytes(16));
    row.domain = make_domain(call, row.name);
    row.created = call.now();
    row.state = "CREATING";
    row.version = make_version(call);
    row.kafka_version = input.kafka_version;
    row.group = input.broker_node_group_info;
    row.authentication = input.client_authentication;
    row.encryption = input.encryption_info.value_or(EncryptionInfo{});
    row.enhanced_monitoring = input.enhanced_monitoring.value_or("DEFAULT");
    if (input.open_monitoring) row.open_monitoring = *input.open_monitoring;
    row.logging = input.logging_info;
    row.storage_mode = "LOCAL";
    if (input.configuration_info) {
        row.configuration_arn = input.configuration_info->arn;
        row.configuration_revision = input.configuration_info->revision;
    }
    row.tags = input.tags;
    fill_defaults(row);
    return row;
}

Answer<CreateClusterOutput> create_cluster(
    State& state, Call& call, const CreateClusterInput& input
) {
    if (auto valid = check_input(state, input); !valid) return std::move(valid).error();
    auto row = make_row(call, input);
    auto placed = place_brokers(
        call,
        row.name,
        row.group.client_subnets,
        row.group.security_groups,
        input.number_of_broker_nodes
    );
    if (!placed) return std::move(placed).error();
    row.vpc = placed.value().vpc;
    row.resolver = placed.value().resolver;
    row.group.security_groups = placed.value().groups;
    row.brokers = std::move(placed.value().brokers);
    auto arn = row.arn;
    auto name = row.name;
    state.clusters.put(call.batch(), arn, std::move(row));
    call.after_commit([&state, arn] { state.reconciler->wake(arn); });
    CreateClusterOutput output;
    output.cluster_arn = arn;
    output.cluster_name = name;
    output.state = "CREATING";
    return output;
}

Answer<DeleteClusterOutput> delete_cluster(
    State& state, Call& call, const DeleteClusterInput& input
) {
    auto* row = state.clusters.find(input.cluster_arn);
    if (!row) return no_such_cluster(input.cluster_arn);
    if (input.current_version && *input.current_version != row->version)
        return bad_request("The current version of the cluster is another.", "currentVersion");
    if (row->state != "DELETING") {
        state.clusters.edit(call.batch(), input.cluster_arn, [](ClusterRow& edited) {
            edited.state = "DELETING";
        });
        call.after_commit([&state, arn = input.cluster_arn] { state.reconciler->wake(arn); });
    }
    DeleteClusterOutput output;
    output.cluster_arn = input.cluster_arn;
    output.state = "DELETING";
    return output;
}

}  // namespace

std::vector<Operation> create_operations(State& state) {
    auto create = on_state<CreateCluster>(state, create_cluster);
    // The new cluster has no ARN yet, so policies match its name.
    create.resources = [](Call& call, const json::Value& input) {
        auto* name = input.find("ClusterName");
        Resource cluster;
        const auto asked = name && name->as_string() ? *name->as_string() : "";
        cluster.arn = call.place().arn("kafka", "cluster/" + asked + "/*");
        return std::vector{cluster};
    };
    return {create, on_state<DeleteCluster>(state, delete_cluster)};
}

}  // namespace atlas::aws::kafka
