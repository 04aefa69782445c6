// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "aws/ecs/region_fixture.h"

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
