// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "aws/kafka/rows.h"
#include "aws/models/kafka/configuration_info.h"
#include "aws/wire/call.h"
#include "aws/wire/service.h"
#include "engines/msk/engine.h"
#include "store/table.h"

namespace atlas::aws::kafka {

class ClusterReconciler;

/// The rows of MSK and its reconciler. Owned by the service. Region thread only.
struct State {
    store::Table<ClusterRow> clusters{"kafka.cluster"};                    // by ARN
    store::Table<OperationRow> operations{"kafka.operation"};              // by ARN
    store::Table<ConfigurationRow> configurations{"kafka.configuration"};  // by ARN
    ClusterReconciler* reconciler = nullptr;  // constant after construction of the service

    /// A revision of the configuration with this ARN; null if there is none.
    const RevisionRow* find_revision(const std::string& arn, std::int64_t number) const;
    /// BadRequestException if there is no such revision, or if its configuration is for other
    /// versions of Kafka.
    Answer<> check_configuration(const ConfigurationInfo& wanted, const std::string& kafka_version)
        const;
};

// The operations, one file for each list. An operation validates everything before its first
// change, and wakes the reconciler after the commit. `state` outlives the result. Source: the
// Amazon MSK API reference.
std::vector<Operation> create_operations(State& state);         // CreateCluster, DeleteCluster
std::vector<Operation> describe_operations(State& state);       // of clusters and nodes
std::vector<Operation> update_operations(State& state);         // connectivity, configuration
std::vector<Operation> operation_operations(State& state);      // DescribeClusterOperation, …
std::vector<Operation> configuration_operations(State& state);  // CreateConfiguration, …
std::vector<Operation> tag_operations(State& state);
std::vector<Operation> version_operations(State& state);  // ListKafkaVersions

/// BadRequestException; `parameter` is its invalidParameter.
AwsError bad_request(std::string message, std::string parameter = {});
/// NotFoundException.
AwsError no_such_cluster(const std::string& arn);
/// The session of the service-linked role AWSServiceRoleForKafka, in whose name MSK calls EC2.
Principal kafka_role(const Place& place);
/// A random value for a cluster's currentVersion: "K" and 13 characters.
std::string make_version(Call& call);
/// The versions of Kafka that CreateCluster accepts.
const std::vector<std::string>& kafka_versions();

/// An operation with a handler `Answer<Output>(State&, Call&, const Input&)`. It is authorized
/// against the ARN in the input ("*" if it has none), with the cluster's tags and the condition key
/// kafka:publicAccessEnabled.
template <typename Op, typename Handler>
Operation on_state(State& state, Handler handler) {
    return operation<Op>(
        [&state, handler](Call& call, const typename Op::Input& input) {
            Answer<typename Op::Output> answer = handler(state, call, input);
            return answer;
        },
        [&state](Call&, const typename Op::Input& input) {
            Resource resource;
            if constexpr (requires { input.cluster_arn; }) resource.arn = input.cluster_arn;
            if constexpr (requires { input.cluster_operation_arn; })
                resource.arn = input.cluster_operation_arn;
            if constexpr (requires { input.resource_arn; }) resource.arn = input.resource_arn;
            if constexpr (requires { input.arn; }) resource.arn = input.arn;
            if (auto* cluster = state.clusters.find(resource.arn)) {
                resource.add_tags(cluster->tags);
            }
            if constexpr (requires { input.connectivity_info->public_access; }) {
                const auto& info = input.connectivity_info;
                const bool open = info && info->public_access &&
                                  info->public_access->type == "SERVICE_PROVIDED_EIPS";
                resource.context["kafka:publicaccessenabled"] = {open ? "true" : "false"};
            }
            return std::vector{resource};
        }
    );
}

}  // namespace atlas::aws::kafka
