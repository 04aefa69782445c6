// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/check_dependencies.h"

#include <doctest/doctest.h>

#include "aws/ecs/region_fixture.h"

using namespace atlas;
using namespace atlas::aws::ecs;
using namespace std::chrono_literals;
using atlas::aws::ecs::testing::Region;

namespace {

/// One task of two containers: "app" waits for "first", which is not essential.
struct Ordered : Region {
    explicit Ordered(const std::string& condition, std::optional<int> start_timeout = {}) {
        auto input = definition();
        auto& app = input.container_definitions[0];
        app.depends_on.push_back({"first", condition});
        auto& first = input.container_definitions.emplace_back(app);
        first.name = "first";
        first.essential = false;
        first.port_mappings.clear();
        first.depends_on.clear();
        first.start_timeout = start_timeout;
        auto& check = first.health_check.emplace();
        check.command = {"CMD", "/check"};
        check.interval = 5;
        check.retries = 1;
        must<RegisterTaskDefinition>(input);
        must<RunTask>(run_app());
        run(500ms);
    }
    void end_first(int code) {
        supervisor.end(workload(0), {code, false, aws.host.time.now(), ""});
    }
    const Container& app(const Task& task) const { return task.containers[0]; }
};

}  // namespace

TEST_CASE("a container starts once what it depends on went well") {
    Ordered region("SUCCESS");
    CHECK(region.supervisor.ids().size() == 1);
    CHECK(region.tasks().at(0).last_status == "PENDING");
    region.end_first(0);
    region.run(500ms);
    CHECK(region.tasks().at(0).last_status == "RUNNING");
}

TEST_CASE("a dependency that did not exit successfully ends the task, as ECS tells it") {
    Ordered region("SUCCESS");
    region.end_first(3);
    region.run(500ms);
    CHECK(region.tasks().empty());
    auto stopped = region.tasks("STOPPED").at(0);
    CHECK(stopped.last_status == "STOPPED");
    CHECK(stopped.stop_code == "EssentialContainerExited");
    CHECK(region.app(stopped).exit_code == 143);
    CHECK(
        region.app(stopped).reason ==
        "CannotStartContainerError: dependency graph: failed to resolve container ordering "
        "dependency [first] (SUCCESS) for target [app] as dependency did not exit successfully."
    );
    CHECK(region.interfaces.empty());
}

TEST_CASE("a dependency that ended before it was healthy ends the task") {
    Ordered region("HEALTHY");
    region.end_first(0);
    region.run(500ms);
    auto stopped = region.tasks("STOPPED").at(0);
    CHECK(region.app(stopped).reason->contains("as dependency has stopped."));
}

TEST_CASE("a dependency that stays unhealthy ends the task when its startTimeout is over") {
    for (auto timeout : {std::optional<int>(20), std::optional<int>()}) {
        Ordered region("HEALTHY", timeout);
        region.supervisor.set_exec_code(1);
        auto seconds = std::chrono::seconds(timeout.value_or(180));
        region.run(seconds - 2s);
        CHECK(region.tasks().at(0).last_status == "PENDING");
        CHECK(region.tasks().at(0).containers[1].health_status == "UNHEALTHY");
        region.run(3s);
        CHECK(region.tasks().empty());
        auto stopped = region.tasks("STOPPED").at(0);
        CHECK(region.app(stopped).reason->contains("as dependency has timed out."));
        CHECK(stopped.last_status == "STOPPED");
    }
}

TEST_CASE("a dependency that was given up unstarted is never met, whatever is asked of it") {
    Task task;
    TaskDefinition definition;
    for (const auto* name : {"a", "b"}) {
        auto& container = task.containers.emplace_back();
        container.name = name;
        container.last_status = "PENDING";
        definition.container_definitions.emplace_back().name = name;
    }
    task.containers[1].last_status = "STOPPED";
    auto& depends = definition.container_definitions[0].depends_on.emplace_back();
    depends.container_name = "b";
    for (const auto* condition : {"START", "COMPLETE", "SUCCESS", "HEALTHY"}) {
        depends.condition = condition;
        auto found = check_dependencies(task, definition, 0, {}, Time{});
        CHECK_FALSE(found.met);
        CHECK(found.never.ends_with("because dependency will never start."));
    }
    task.containers[1].runtime_id = "1";
    depends.condition = "COMPLETE";
    CHECK(check_dependencies(task, definition, 0, {}, Time{}).met);
}
