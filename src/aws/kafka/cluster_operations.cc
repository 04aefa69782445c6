// SPDX-License-Identifier: Apache-2.0
#include "aws/kafka/page.h"
#include "aws/kafka/state.h"
#include "aws/models/kafka/describe_cluster_operation.h"
#include "aws/models/kafka/describe_cluster_operation_v2.h"
#include "aws/models/kafka/list_cluster_operations.h"

namespace atlas::aws::kafka {
namespace {

AwsError no_such_operation(const std::string& arn) {
    return {"NotFoundException", "The requested resource doesn't exist: " + arn, 404, {}};
}

ClusterOperationInfo show(const OperationRow& row) {
    ClusterOperationInfo info;
    info.cluster_arn = row.cluster;
    info.creation_time = row.started;
    info.end_time = row.ended;
    info.operation_arn = row.arn;
    info.operation_state = row.state;
    info.operation_type = row.type;
    info.source_cluster_info = row.source;
    info.target_cluster_info = row.target;
    return info;
}

Answer<DescribeClusterOperationOutput> describe(
    State& state, Call&, const DescribeClusterOperationInput& input
) {
    auto* row = state.operations.find(input.cluster_operation_arn);
    if (!row) return no_such_operation(input.cluster_operation_arn);
    return DescribeClusterOperationOutput{show(*row)};
}

Answer<DescribeClusterOperationV2Output> describe_v2(
    State& state, Call&, const DescribeClusterOperationV2Input& input
) {
    auto* row = state.operations.find(input.cluster_operation_arn);
    if (!row) return no_such_operation(input.cluster_operation_arn);
    ClusterOperationV2Provisioned provisioned;
    provisioned.source_cluster_info = row->source;
    provisioned.target_cluster_info = row->target;
    ClusterOperationV2 shown;
    shown.cluster_arn = row->cluster;
    shown.cluster_type = "PROVISIONED";
    shown.start_time = row->started;
    shown.end_time = row->ended;
    shown.operation_arn = row->arn;
    shown.operation_state = row->state;
    shown.operation_type = row->type;
    shown.provisioned = std::move(provisioned);
    return DescribeClusterOperationV2Output{std::move(shown)};
}

Answer<ListClusterOperationsOutput> list(
    State& state, Call&, const ListClusterOperationsInput& input
) {
    if (!state.clusters.find(input.cluster_arn)) return no_such_cluster(input.cluster_arn);
    ListClusterOperationsOutput output;
    for (const auto& [arn, row] : state.operations)
        if (row.cluster == input.cluster_arn)
            output.cluster_operation_info_list.push_back(show(row));
    std::ranges::sort(
        output.cluster_operation_info_list, std::greater{}, &ClusterOperationInfo::creation_time
    );
    ATLAS_TRY(cut_page<ListClusterOperations>(
        input,
        page_rules(),
        output.cluster_operation_info_list,
        output.next_token,
        [](const auto& operation) { return operation.operation_arn.value_or(""); }
    ));
    return output;
}

}  // namespace

std::vector<Operation> operation_operations(State& state) {
    return {
        on_state<DescribeClusterOperation>(state, describe),
        on_state<DescribeClusterOperationV2>(state, describe_v2),
        on_state<ListClusterOperations>(state, list),
    };
}

}  // namespace atlas::aws::kafka
