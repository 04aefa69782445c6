// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "aws/ecs/ecs_fixture.h"
#include "aws/models/ecs/describe_services.h"
#include "aws/models/ecs/describe_tasks.h"
#include "aws/models/ecs/list_tasks.h"

namespace atlas::aws::ecs::testing {

/// A cluster "main", a definition "app", and what tests ask of them.
struct Region : EcsFixture {
    Region() {
        start();
        must<CreateCluster>({.cluster_name = "main"});
        must<RegisterTaskDefinition>(definition());
    }
    Service described() {
        DescribeServicesInput input;
        input.cluster = "main";
        input.services.push_back("app");
        return must<DescribeServices>(input).services.at(0);
    }
    std::vector<Task> tasks(const std::string& desired = "RUNNING") {
        ListTasksInput listed;
        listed.cluster = "main";
        listed.desired_status = desired;
        DescribeTasksInput input;
        input.cluster = "main";
        input.tasks = must<ListTasks>(listed).task_arns;
        if (input.tasks.empty()) return {};
        return must<DescribeTasks>(input).tasks;
    }
    bool has_event(const std::string& text) {
        for (const auto& event : described().events) {
            if (event.message->contains(text)) return true;
        }
        return false;
    }
    std::string workload(std::size_t index = 0) { return supervisor.ids().at(index); }
};

}  // namespace atlas::aws::ecs::testing
