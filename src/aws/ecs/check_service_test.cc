// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/check_service.h"

#include <doctest/doctest.h>

#include "aws/ecs/region_fixture.h"
#include "aws/models/ecs/update_service.h"

using namespace atlas::aws;
using namespace atlas::aws::ecs;
using atlas::aws::ecs::testing::Region;

TEST_CASE("a rolling deployment is taken, with what says nothing beside it") {
    DeploymentConfiguration rolling;
    rolling.strategy = "ROLLING";
    rolling.bake_time_in_minutes = 0;
    rolling.minimum_healthy_percent = 100;
    rolling.maximum_percent = 200;
    rolling.deployment_circuit_breaker.emplace().enable = true;
    rolling.alarms.emplace().alarm_names.push_back("errors");
    rolling.alarms->enable = false;
    Region region;
    auto input = region.service(1);
    input.deployment_configuration = rolling;
    region.must<CreateService>(input);
    UpdateServiceInput change;
    change.cluster = "main";
    change.service = "app";
    change.deployment_configuration = rolling;
    auto updated = region.must<UpdateService>(change);
    CHECK(updated.service->deployment_configuration->maximum_percent == 200);
}
