// SPDX-License-Identifier: Apache-2.0
// How the settings of a definition and an override reach the container's workload.
#include <doctest/doctest.h>

#include "aws/ecs/region_fixture.h"
#include "aws/models/logs/create_log_group.h"

using namespace atlas;
using namespace atlas::aws::ecs;
using namespace std::chrono_literals;
using atlas::aws::ecs::testing::Region;
using Texts = std::vector<std::string>;

namespace {

/// Runs a task and returns the region's only workload.
const supervisor::WorkloadSpec& started(Region& region, const RunTaskInput& input) {
    region.must<RunTask>(input);
    region.run(500ms);
    REQUIRE(region.supervisor.ids().size() == 1);
    return *region.supervisor.find(region.workload());
}

}  // namespace

TEST_CASE("a container runs as its definition says") {
    Region region;
    auto input = region.definition();
    input.ephemeral_storage.emplace().size_in_gi_b = 25;
    input.volumes.emplace_back().name = "shared";
    auto& container = input.container_definitions[0];
    container.entry_point = Texts{"/own"};
    container.command = Texts{"serve"};
    container.working_directory = "/work";
    container.user = "1000";
    container.readonly_root_filesystem = true;
    container.stop_timeout = 7;
    auto& variable = container.environment.emplace_back();
    variable.name = "MODE";
    variable.value = "fast";
    auto& point = container.mount_points.emplace_back();
    point.source_volume = "shared";
    point.container_path = "/data";
    point.read_only = true;
    region.must<RegisterTaskDefinition>(input);
    const auto& spec = started(region, region.run_app());
    CHECK(spec.args == Texts{"/own", "serve"});
    CHECK(spec.working_directory == "/work");
    CHECK(spec.user == "1000");
    CHECK(spec.read_only_root);
    CHECK(spec.stop_timeout == 7s);
    CHECK(spec.environment.at("MODE") == "fast");
    CHECK(spec.disk.bytes == 25ULL << 30);
    REQUIRE(spec.mounts.size() == 1);
    CHECK(spec.mounts[0].target == "/data");
    CHECK(spec.mounts[0].read_only);
    CHECK(spec.mounts[0].source.ends_with("/volumes/0"));
}

TEST_CASE("a container runs as its override says") {
    Region region;
    auto input = region.run_app();
    auto& over = input.overrides.emplace();
    over.cpu = "512";
    over.memory = "1024";
    over.ephemeral_storage.emplace().size_in_gi_b = 30;
    auto& container = over.container_overrides.emplace_back();
    container.name = "app";
    container.cpu = 64;
    container.memory = 128;
    container.memory_reservation = 96;
    auto& variable = container.environment.emplace_back();
    variable.name = "MODE";
    variable.value = "fast";
    const auto& spec = started(region, input);
    CHECK(spec.group.limits.cpu_quota_us == 50'000);
    CHECK(spec.group.limits.memory_bytes == 1024 << 20);
    CHECK(spec.disk.bytes == 30ULL << 30);
    CHECK(spec.limits.cpu_shares == 64);
    CHECK(spec.limits.memory_bytes == 128 << 20);
    CHECK(spec.limits.memory_reservation_bytes == 96 << 20);
    CHECK(spec.environment.at("MODE") == "fast");
}

TEST_CASE("secrets are fetched by the execution role of the override") {
    Region region;
    auto input = region.run_app();
    input.overrides.emplace().execution_role_arn = region.role("weak");
    region.must<RunTask>(input);
    region.run(500ms);
    CHECK(region.supervisor.ids().empty());
    CHECK(region.tasks("STOPPED").at(0).stop_code == "TaskFailedToStart");
}

TEST_CASE("a secret is the variable of its name, of the value it points to") {
    Region region;
    auto input = region.definition();
    auto& secret = input.container_definitions[0].secrets[0];
    secret.name = "WHOLE";
    secret.value_from = region.secret_arn;
    region.must<RegisterTaskDefinition>(input);
    const auto& spec = started(region, region.run_app());
    CHECK(spec.environment.at("WHOLE") == R"({"keys":["k"]})");
    CHECK_FALSE(spec.environment.contains("KEYS"));
}

TEST_CASE("a log group is made where awslogs-create-group says so") {
    for (bool wanted : {false, true}) {
        testing::EcsFixture region;
        Texts groups;
        region.logs.on<aws::logs::CreateLogGroup>(
            [&](aws::Call&, const auto& asked) -> aws::Answer<aws::logs::CreateLogGroupOutput> {
                groups.push_back(asked.log_group_name);
                return aws::logs::CreateLogGroupOutput{};
            }
        );
        region.start();
        region.must<CreateCluster>({.cluster_name = "main"});
        auto input = region.definition();
        auto& log = *input.container_definitions[0].log_configuration;
        if (wanted) log.options["awslogs-create-group"] = "true";
        region.must<RegisterTaskDefinition>(input);
        region.must<CreateService>(region.service(1));
        region.run(500ms);
        CHECK(region.supervisor.ids().size() == 1);
        CHECK(groups == (wanted ? Texts{"/ecs/app"} : Texts{}));
    }
}

TEST_CASE("a task's interface has the security groups of its network") {
    Region region;
    auto input = region.run_app();
    input.network_configuration->awsvpc_configuration->security_groups = Texts{"sg-7"};
    started(region, input);
    CHECK(region.security_groups == Texts{"sg-7"});
}
