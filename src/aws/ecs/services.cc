// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/names.h"
#include "aws/ecs/operations.h"
#include "aws/ecs/page.h"
#include "aws/ecs/service_view.h"
#include "aws/models/ecs/delete_service.h"
#include "aws/models/ecs/describe_services.h"
#include "aws/models/ecs/list_services.h"

namespace atlas::aws::ecs {

Answer<DescribeServicesOutput> describe_services(
    State& state, Call& call, const DescribeServicesInput& input
) {
    auto cluster = state.cluster(input.cluster);
    if (!cluster) return std::move(cluster).error();
    const auto& name = *cluster.value()->cluster_name;
    if (input.services.empty()) return invalid_parameter("Services cannot be empty.");
    if (input.services.size() > 10)
        return invalid_parameter("Services cannot have more than 10 elements.");
    const auto& include = input.include;
    bool with_tags = std::find(include.begin(), include.end(), "TAGS") != include.end();
    DescribeServicesOutput output;
    for (const auto& asked : input.services) {
        if (const auto* row = state.find_service(name, asked)) {
            output.services.push_back(view_service(state, *row, with_tags));
            continue;
        }
        Failure failure;
        failure.arn = service_arn(call.place(), name, last_part(asked));
        failure.reason = "MISSING";
        output.failures.push_back(failure);
    }
    return output;
}

Answer<ListServicesOutput> list_services(State& state, Call&, const ListServicesInput& input) {
    auto cluster = state.cluster(input.cluster);
    if (!cluster) return std::move(cluster).error();
    ListServicesOutput output;
    for (const auto& [key, row] : state.services) {
        const auto& service = row.service;
        if (row.cluster != *cluster.value()->cluster_name || service.status == "INACTIVE") continue;
        if (input.launch_type && service.launch_type != input.launch_type) continue;
        output.service_arns.push_back(*service.service_arn);
    }
    ATLAS_TRY(cut_names<ListServices>(input, output.service_arns, output.next_token, 10));
    return output;
}

Answer<DeleteServiceOutput> delete_service(
    State& state, Call& call, const DeleteServiceInput& input
) {
    auto cluster = state.cluster(input.cluster);
    if (!cluster) return std::move(cluster).error();
    const auto* row = state.find_service(*cluster.value()->cluster_name, input.service);
    if (!row) return service_not_found();
    if (row->service.status == "INACTIVE") return service_not_active();
    if (*row->service.desired_count > 0 && !input.force.value_or(false))
        return invalid_parameter("The service cannot be stopped while it is scaled above 0.");
    auto key = service_key(row->cluster, *row->service.service_name);
    const auto& stored = state.services.edit(call.batch(), key, [&](ServiceRow& edited) {
        edited.service.status = "DRAINING";
        edited.service.desired_count = 0;
        for (auto& deployment : edited.service.deployments)
            deployment.desired_count = 0;
    });
    call.after_commit([&state, key] { state.wake_service(key); });
    DeleteServiceOutput output;
    output.service = view_service(state, stored, true);
    return output;
}

}  // namespace atlas::aws::ecs
