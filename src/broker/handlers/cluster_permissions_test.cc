// SPDX-License-Identifier: Apache-2.0
#include "broker/handlers/permission_row.h"
#include "broker/protocol/alter_configs.h"
#include "broker/protocol/api_versions.h"
#include "broker/protocol/describe_cluster.h"
#include "broker/protocol/describe_configs.h"
#include "broker/protocol/describe_log_dirs.h"
#include "broker/protocol/incremental_alter_configs.h"
#include "broker/protocol/init_producer_id.h"
#include "broker/protocol/metadata.h"
#include "broker/protocol/sasl_authenticate.h"
#include "broker/protocol/sasl_handshake.h"

namespace atlas::broker {
namespace {

using namespace protocol;

constexpr std::int8_t of_broker = 4;
const std::string refused = "31";
const std::string operations_of_describe = "256";  // 1 << DESCRIBE

std::string text(std::int16_t code) {
    return std::to_string(code);
}

std::string init_producer(
    Holder& holder, std::int16_t version, const std::optional<std::string>& transaction
) {
    InitProducerIdRequest request;
    request.transactional_id = transaction;
    return text(holder.call<InitProducerId>(request, version).error_code);
}

std::string describe_log_dirs(Holder& holder, std::int16_t version) {
    const auto answer = holder.call<DescribeLogDirs>({}, version);
    // Before version 3 an empty list is the only sign of a refusal.
    if (version < 3) return answer.results.empty() ? refused : "0";
    return text(answer.error_code);
}

std::string describe_configs(Holder& holder, std::int16_t version) {
    DescribeConfigsRequest request;
    request.resources.push_back({of_broker, "1", std::nullopt});
    return text(holder.call<DescribeConfigs>(request, version).results.at(0).error_code);
}

std::string alter_configs(Holder& holder, std::int16_t version) {
    AlterConfigsRequest request;
    request.resources.push_back({of_broker, "1", {{"log.retention.ms", "1000"}}});
    return text(holder.call<AlterConfigs>(request, version).responses.at(0).error_code);
}

std::string change_configs(Holder& holder, std::int16_t version) {
    IncrementalAlterConfigsRequest request;
    request.resources.push_back({of_broker, "1", {{"log.retention.ms", 0, "1000"}}});
    return text(holder.call<IncrementalAlterConfigs>(request, version).responses.at(0).error_code);
}

std::string describe_cluster(Holder& holder, std::int16_t version) {
    DescribeClusterRequest request;
    request.include_cluster_authorized_operations = true;
    const auto answer = holder.call<DescribeCluster>(request, version);
    if (answer.error_code != 0 || answer.brokers.empty()) return text(answer.error_code);
    return std::to_string(answer.cluster_authorized_operations);
}

std::string metadata_operations(Holder& holder, std::int16_t version) {
    MetadataRequest request;
    request.topics.emplace();
    request.include_cluster_authorized_operations = true;
    // From version 11 on only DescribeCluster has this field.
    const auto answer = holder.call<Metadata>(request, std::min<std::int16_t>(version, 10));
    return std::to_string(answer.cluster_authorized_operations);
}

/// The APIs that are served before authentication.
std::vector<PermissionRow> open_rows() {
    return {
        {ApiVersions::key,
         "the versions",
         {},
         "0",
         [](auto& holder, auto version) {
             return text(holder.template call<ApiVersions>({"test", "1"}, version).error_code);
         }},
        {SaslHandshake::key,
         "a mechanism",
         {},
         "0",
         [](auto& holder, auto version) {
             return text(holder.template call<SaslHandshake>({"AWS_MSK_IAM"}, version).error_code);
         },
         1},
        {SaslAuthenticate::key,
         "before the handshake",
         {},
         "34",
         [](auto& holder, auto version) {
             return text(holder.template call<SaslAuthenticate>({"token"}, version).error_code);
         }},
    };
}

}  // namespace

std::vector<PermissionRow> cluster_rows() {
    const Permission see{Action::describe_cluster_dynamic_configuration, "", refused};
    const Permission change{Action::alter_cluster_dynamic_configuration, "", refused};
    auto rows = open_rows();
    const std::vector<PermissionRow> more{
        {InitProducerId::key,
         "an idempotent producer",
         {{Action::write_data_idempotently, "", refused}},
         "0",
         [](auto& holder, auto version) { return init_producer(holder, version, std::nullopt); }},
        {InitProducerId::key,
         "a transactional producer, which is not served",
         {},
         "53",
         [](auto& holder, auto version) { return init_producer(holder, version, "x"); }},
        {DescribeLogDirs::key,
         "all",
         {{Action::describe_cluster, "", refused}},
         "0",
         describe_log_dirs},
        {DescribeConfigs::key, "a broker", {see}, "0", describe_configs},
        // Nobody may change them: broker settings come from the cluster's configuration.
        {AlterConfigs::key, "a broker", {change}, "42", alter_configs},
        {IncrementalAlterConfigs::key, "a broker", {change}, "42", change_configs},
        {DescribeCluster::key,
         "what the caller may do; the rest is never refused",
         {{Action::describe_cluster, "", "0"}},
         operations_of_describe,
         describe_cluster},
        {Metadata::key,
         "what the caller may do with the cluster",
         {{Action::describe_cluster, "", "0"}},
         operations_of_describe,
         metadata_operations,
         8},
    };
    rows.insert(rows.end(), more.begin(), more.end());
    return rows;
}

}  // namespace atlas::broker
