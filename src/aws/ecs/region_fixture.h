// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "aws/ecs/ecs_fixture.h"
#include "aws/models/ecs/describe_services.h"
#include "aws/models/ecs/describe_tasks.h"
#include "aws/models/ecs/list_tasks.h"
#include "aws/models/ecs/run_task.h"

namespace atlas::aws::ecs::testing {

/// A cluster "main", a definition "app", and what tests ask of them.
struct Region : EcsFixture {
    Region() {
        start();
        must<CreateCluster>({.cluster_name = "main"});
        must<RegisterTaskDefinition>(definition());
    }
    /// The region that comes after `former`: its rows, its clock, and what ran on without it.
    explicit Region(const Region& former) {
        aws.host.time = former.aws.host.time;
        aws.host.seeded = former.aws.host.seeded;
        aws.store.rows = former.aws.store.rows;
        for (const auto& running : former.supervisor.running())
            supervisor.seed({running, *former.supervisor.find(running.id)});
        interfaces = former.interfaces;
        targets = former.targets;
        next_target_state = former.next_target_state;
        drains_for_ever = former.drains_for_ever;
        made_ = former.made_;
        start();
    }
    /// One task by hand.
    RunTaskInput run_app() const {
        RunTaskInput input;
        input.cluster = "main";
        input.task_definition = "app";
        input.launch_type = "FARGATE";
        input.network_configuration = service(1).network_configuration;
        return input;
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
