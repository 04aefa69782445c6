// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/check_service.h"

#include <doctest/doctest.h>

#include "aws/ecs/region_fixture.h"
#include "aws/models/ecs/update_service.h"

using namespace atlas::aws;
using namespace atlas::aws::ecs;
using atlas::aws::ecs::testing::Region;

namespace {

/// What CreateService and UpdateService say to a deployment configuration, one and the same.
std::string error_of(const DeploymentConfiguration& configuration) {
    Region region;
    auto input = region.service(1);
    input.deployment_configuration = configuration;
    auto created = region.aws.call<CreateService>(input);
    if (!created) region.must<CreateService>(region.service(1));
    UpdateServiceInput change;
    change.cluster = "main";
    change.service = "app";
    change.deployment_configuration = configuration;
    auto updated = region.aws.call<UpdateService>(change);
    CHECK(created.ok() == updated.ok());
    if (created) return "";
    CHECK(created.error().code == "InvalidParameterException");
    CHECK(created.error().message == updated.error().message);
    return created.error().message;
}

}  // namespace

TEST_CASE("a rolling deployment is taken, with what says nothing beside it") {
    DeploymentConfiguration rolling;
    rolling.strategy = "ROLLING";
    rolling.bake_time_in_minutes = 0;
    rolling.minimum_healthy_percent = 100;
    rolling.maximum_percent = 200;
    rolling.deployment_circuit_breaker.emplace().enable = true;
    rolling.alarms.emplace().alarm_names.push_back("errors");
    rolling.alarms->enable = false;
    CHECK(error_of(rolling) == "");
}

TEST_CASE("what would silently run as a rolling deployment is refused") {
    DeploymentConfiguration blue_green;
    blue_green.strategy = "BLUE_GREEN";
    CHECK(
        error_of(blue_green) ==
        "The deployment strategy BLUE_GREEN is not supported on this region: use ROLLING."
    );
    DeploymentConfiguration baked;
    baked.bake_time_in_minutes = 5;
    CHECK(error_of(baked) == "bakeTimeInMinutes is not supported on this region.");
    DeploymentConfiguration alarmed;
    alarmed.alarms.emplace().enable = true;
    alarmed.alarms->alarm_names.push_back("errors");
    CHECK(error_of(alarmed) == "Deployment alarms are not supported on this region.");
}

TEST_CASE("another deployment controller is refused") {
    Region region;
    auto input = region.service(1);
    input.deployment_controller = DeploymentController{"CODE_DEPLOY"};
    auto refused = region.aws.call<CreateService>(input);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().message.starts_with("The deployment controller CODE_DEPLOY"));
}
