// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/task_limits.h"

#include <doctest/doctest.h>
#include <sys/resource.h>

using namespace atlas::aws::ecs;

namespace {

constexpr std::int64_t mib = 1 << 20;

}  // namespace

TEST_CASE("a task's size is a limit of all its containers together") {
    Task task;
    task.cpu = "256";
    task.memory = "512";
    auto limits = task_limits(task, {});
    CHECK(limits.memory_bytes == 512 * mib);
    CHECK(limits.cpu_quota_us == 25'000);
    CHECK(limits.cpu_shares == 256);
}

TEST_CASE("a task without a size weighs as much as its containers") {
    TaskDefinition definition;
    definition.container_definitions.emplace_back().cpu = 100;
    definition.container_definitions.emplace_back();
    auto limits = task_limits({}, definition);
    CHECK(limits.memory_bytes == 0);
    CHECK(limits.cpu_quota_us == 0);
    CHECK(limits.cpu_shares == 102);
}

TEST_CASE("a container has what it says for itself, and no quota of its own") {
    ContainerDefinition container;
    auto limits = container_limits(container, nullptr);
    CHECK(limits.memory_bytes == 0);
    CHECK(limits.memory_reservation_bytes == 0);
    CHECK(limits.cpu_quota_us == 0);
    CHECK(limits.cpu_shares == 2);
    container.memory = 256;
    container.memory_reservation = 64;
    container.cpu = 128;
    container.ulimits.emplace_back().name = "nofile";
    container.ulimits[0].hard_limit = 1000;
    limits = container_limits(container, nullptr);
    CHECK(limits.memory_bytes == 256 * mib);
    CHECK(limits.memory_reservation_bytes == 64 * mib);
    CHECK(limits.cpu_shares == 128);
    REQUIRE(limits.resources.size() == 1);
    CHECK(limits.resources[0].resource == RLIMIT_NOFILE);
    CHECK(limits.resources[0].hard == 1000);
}

TEST_CASE("an override wins, value by value") {
    ContainerDefinition container;
    container.memory = 256;
    container.cpu = 128;
    ContainerOverride override;
    override.memory = 300;
    override.memory_reservation = 200;
    auto limits = container_limits(container, &override);
    CHECK(limits.memory_bytes == 300 * mib);
    CHECK(limits.memory_reservation_bytes == 200 * mib);
    CHECK(limits.cpu_shares == 128);
}
