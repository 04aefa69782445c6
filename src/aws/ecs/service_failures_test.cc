// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "aws/ecs/region_fixture.h"
#include "aws/models/ecs/delete_service.h"
#include "aws/models/ecs/stop_task.h"
#include "aws/models/ecs/update_service.h"

using namespace atlas;
using namespace atlas::aws::ecs;
using namespace std::chrono_literals;
using atlas::aws::ecs::testing::Region;

TEST_CASE("a failure is counted once, also by a region that comes back while the task drains") {
    Region region;
    region.next_target_state = "initial";
    region.drains_for_ever = true;
    region.must<CreateService>(region.service(1, true));
    region.run(500ms);
    region.supervisor.end(region.workload(), {1, false, region.aws.host.time.now(), ""});
    region.run(200ms);
    CHECK(region.described().deployments.at(0).failed_tasks == 1);
    CHECK(region.tasks("STOPPED").at(0).last_status == "DEACTIVATING");
    Region after(region);
    after.run(200ms);
    CHECK(after.described().deployments.at(0).failed_tasks == 1);
}

TEST_CASE("a task that one of its target groups refuses leaves no target in the others") {
    Region region;
    auto wanted = region.service(1, true);
    wanted.load_balancers.push_back(wanted.load_balancers[0]);
    wanted.load_balancers[1].target_group_arn = region.group_arn + "2";
    region.gone_group = *wanted.load_balancers[1].target_group_arn;
    region.must<CreateService>(wanted);
    region.run(500ms);
    REQUIRE_FALSE(region.tasks("STOPPED").empty());
    UpdateServiceInput none;
    none.cluster = "main";
    none.service = "app";
    none.desired_count = 0;
    region.must<UpdateService>(none);
    region.run(5s);
    CHECK(region.tasks("RUNNING").empty());
    CHECK(region.targets.empty());
    CHECK(region.interfaces.empty());
}

TEST_CASE("a deleted service is forgotten after an hour, also by a region that came back") {
    Region region;
    region.must<CreateService>(region.service(0));
    region.run(100ms);
    DeleteServiceInput gone;
    gone.cluster = "main";
    gone.service = "app";
    region.must<DeleteService>(gone);
    region.run(100ms);
    CHECK(region.described().status == "INACTIVE");
    Region after(region);
    after.run(100ms);
    CHECK(after.described().status == "INACTIVE");
    after.aws.advance(59min);
    CHECK(after.described().status == "INACTIVE");
    after.aws.advance(1min);
    after.run(100ms);
    DescribeServicesInput asked;
    asked.cluster = "main";
    asked.services.push_back("app");
    CHECK(after.must<DescribeServices>(asked).services.empty());
    for (const auto& [where, value] : after.aws.store.rows)
        CHECK(where.first != "ecs.service");
}

TEST_CASE("a task is not stopped before the wish to stop it is on the disk") {
    Region region;
    auto id = region.must<RunTask>(region.run_app()).tasks.at(0).task_arn.value();
    region.run(500ms);
    region.aws.store.hold();
    StopTaskInput stop;
    stop.cluster = "main";
    stop.task = id;
    region.must<StopTask>(stop);
    region.ecs->targets_changed();
    region.run(1s);
    CHECK(region.supervisor.running().size() == 1);
    region.aws.store.release();
    region.run(1s);
    CHECK(region.supervisor.running().empty());
}

TEST_CASE("what a service posted does nothing once the service is gone") {
    Region region;
    region.must<CreateService>(region.service(1, true));
    region.run(500ms);
    region.ecs->targets_changed();
    region.ecs.reset();
    region.aws.host.thread.run_all();
    region.aws.host.thread.advance(2h);
}
