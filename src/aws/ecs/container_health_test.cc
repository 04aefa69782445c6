// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/container_health.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "aws/ecs/region_fixture.h"
#include "aws/models/ecs/update_service.h"

using namespace atlas;
using namespace atlas::aws::ecs;
using namespace std::chrono_literals;
using atlas::aws::ecs::testing::Region;

namespace {

RegisterTaskDefinitionInput checked(const Region& region) {
    auto input = region.definition();
    auto& check = input.container_definitions[0].health_check.emplace();
    check.command = {"CMD", "/check"};
    check.interval = 5;
    check.retries = 2;
    return input;
}

/// Containers of those states, each with a check.
struct Checked {
    TaskDefinition definition;
    Task task;
    void add(const std::string& health, bool essential) {
        auto& container = definition.container_definitions.emplace_back();
        container.essential = essential;
        container.health_check.emplace().command = {"CMD", "/check"};
        task.containers.emplace_back().health_status = health;
    }
};

}  // namespace

TEST_CASE("a task is as healthy as its essential containers with a check") {
    Checked one;
    CHECK(task_health(one.task, &one.definition) == "UNKNOWN");
    CHECK(passes_checks(one.task, &one.definition));
    one.add("HEALTHY", true);
    one.add("UNHEALTHY", false);
    CHECK(task_health(one.task, &one.definition) == "HEALTHY");
    CHECK(passes_checks(one.task, &one.definition));
    one.add("UNKNOWN", true);
    CHECK(task_health(one.task, &one.definition) == "UNKNOWN");
    CHECK_FALSE(passes_checks(one.task, &one.definition));
    one.add("UNHEALTHY", true);
    CHECK(task_health(one.task, &one.definition) == "UNHEALTHY");
    CHECK_FALSE(passes_checks(one.task, &one.definition));
}

TEST_CASE("a deployment waits for its containers' own checks before it stops the former tasks") {
    Region region;
    region.must<RegisterTaskDefinition>(checked(region));
    region.must<CreateService>(region.service(1));
    region.run(1s);
    CHECK(region.tasks().at(0).last_status == "RUNNING");
    CHECK(region.described().deployments.at(0).rollout_state == "IN_PROGRESS");
    region.run(6s);
    CHECK(region.tasks().at(0).health_status == "HEALTHY");
    CHECK(region.described().deployments.at(0).rollout_state == "COMPLETED");
    auto former = *region.tasks().at(0).task_arn;
    region.must<RegisterTaskDefinition>(checked(region));
    region.must<UpdateService>({.cluster = "main", .service = "app", .task_definition = "app"});
    region.run(3s);
    CHECK(region.described().running_count == 2);
    region.run(6s);
    REQUIRE(region.tasks().size() == 1);
    CHECK(*region.tasks().at(0).task_arn != former);
    CHECK(region.described().deployments.size() == 1);
}

TEST_CASE("a check is ended at its own time-out, five seconds where none is said") {
    for (const auto& [timeout, expected] :
         {std::pair(std::optional<int>(), " 5000ms: "), std::pair(std::optional(9), " 9000ms: ")}) {
        Region region;
        auto input = checked(region);
        input.container_definitions[0].health_check->timeout = timeout;
        region.must<RegisterTaskDefinition>(input);
        region.must<RunTask>(region.run_app());
        region.run(7s);
        const auto& calls = region.supervisor.calls();
        auto check = std::ranges::find_if(calls, [](const std::string& call) {
            return call.starts_with("exec ");
        });
        REQUIRE(check != calls.end());
        CHECK(check->contains(expected));
    }
}

TEST_CASE("a start period goes on where it was when the region comes back") {
    Region region;
    auto input = checked(region);
    input.container_definitions[0].health_check->start_period = 60;
    region.must<RegisterTaskDefinition>(input);
    region.supervisor.set_exec_code(1);
    region.must<RunTask>(region.run_app());
    region.run(50s);
    CHECK(region.tasks().at(0).health_status == "UNKNOWN");
    Region after(region);
    after.supervisor.set_exec_code(1);
    after.run(12s);
    CHECK(after.tasks().at(0).health_status == "UNKNOWN");
    after.run(10s);
    CHECK(after.tasks().at(0).health_status == "UNHEALTHY");
}
