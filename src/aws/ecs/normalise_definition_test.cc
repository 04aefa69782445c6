// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/normalise_definition.h"

#include <doctest/doctest.h>

using namespace atlas::aws;
using namespace atlas::aws::ecs;

namespace {

RegisterTaskDefinitionInput fargate() {
    RegisterTaskDefinitionInput input;
    input.family = "app";
    input.network_mode = "awsvpc";
    input.cpu = "256";
    input.memory = "512";
    input.requires_compatibilities.push_back("FARGATE");
    input.execution_role_arn = "arn:aws:iam::1:role/execution";
    auto& container = input.container_definitions.emplace_back();
    container.name = "app";
    container.image = "image";
    container.port_mappings.emplace_back().container_port = 8080;
    return input;
}

std::string error_of(const RegisterTaskDefinitionInput& input) {
    auto answer = normalise_definition(input);
    return answer ? "" : answer.error().message;
}

}  // namespace

TEST_CASE("defaults are filled in as AWS does") {
    auto answer = normalise_definition(fargate());
    REQUIRE(answer.ok());
    const auto& definition = answer.value();
    const auto& container = definition.container_definitions[0];
    CHECK(container.cpu == 0);
    CHECK(container.essential == true);
    CHECK(container.port_mappings[0].host_port == 8080);
    CHECK(container.port_mappings[0].protocol == "tcp");
    CHECK_FALSE(container.environment.absent());
    CHECK_FALSE(container.mount_points.absent());
    CHECK(definition.status == "ACTIVE");
    CHECK(definition.compatibilities == std::vector<std::string>{"EC2", "FARGATE"});
}

TEST_CASE("sizes may be written with units, and must be Fargate's") {
    auto input = fargate();
    input.cpu = ".5 vCPU";
    input.memory = "1 GB";
    auto answer = normalise_definition(input);
    REQUIRE(answer.ok());
    CHECK(answer.value().cpu == "512");
    CHECK(answer.value().memory == "1024");
    input.cpu = "256";
    input.memory = "4096";
    CHECK(error_of(input).starts_with("No Fargate configuration exists for given values"));
    input.memory = "much";
    CHECK(error_of(input) == "Invalid 'much' setting for task.");
}

TEST_CASE("what cannot be is refused in ECS's words") {
    auto twice = fargate();
    twice.container_definitions.push_back(twice.container_definitions[0]);
    CHECK(error_of(twice).contains("should not be duplicated"));
    auto none = fargate();
    none.container_definitions.clear();
    CHECK(error_of(none) == "Container list cannot be empty.");
    auto idle = fargate();
    idle.container_definitions[0].essential = false;
    CHECK(error_of(idle).contains("at least one essential container"));
    auto roleless = fargate();
    roleless.execution_role_arn.reset();
    roleless.container_definitions[0].log_configuration.emplace();
    roleless.container_definitions[0].log_configuration->log_driver = "awslogs";
    CHECK(error_of(roleless).contains("execution role ARN to support log driver awslogs"));
    auto bridged = fargate();
    bridged.network_mode = "bridge";
    CHECK(error_of(bridged).contains("awsvpc"));
}

TEST_CASE("what containers ask for fits into their task") {
    auto two = fargate();
    two.container_definitions.push_back(two.container_definitions[0]);
    auto& app = two.container_definitions[0];
    auto& sidecar = two.container_definitions[1];
    sidecar.name = "sidecar";
    app.memory = 400;
    sidecar.memory = 400;
    CHECK(error_of(two) == "");  // limits may exceed the task's memory, reservations may not
    app.memory_reservation = 256;
    sidecar.memory_reservation = 257;
    CHECK(error_of(two).starts_with("The sum of all container 'memoryReservation' values"));
    sidecar.memory_reservation = 256;
    CHECK(error_of(two) == "");
    app.memory_reservation = 401;
    sidecar.memory_reservation.reset();
    CHECK(error_of(two).starts_with("Invalid setting for container 'app'."));
    app.memory_reservation.reset();
    app.cpu = 200;
    sidecar.cpu = 57;
    CHECK(error_of(two).starts_with("The sum of all container 'cpu' values"));
    sidecar.cpu = 56;
    CHECK(error_of(two) == "");
    app.memory = 513;
    CHECK(
        error_of(two) == "The 'memory' setting for container 'app' is greater than for the task."
    );
}

TEST_CASE("a task without a size needs one for each container") {
    auto input = fargate();
    input.requires_compatibilities.clear();
    input.cpu.reset();
    input.memory.reset();
    CHECK(error_of(input).contains("At least one of 'memory' or 'memoryReservation' must"));
    input.container_definitions[0].memory_reservation = 64;
    CHECK(error_of(input) == "");
}
