// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/service.h"

#include <doctest/doctest.h>

#include "aws/ecs/region_fixture.h"
#include "aws/models/ecs/delete_cluster.h"
#include "aws/models/ecs/delete_service.h"
#include "aws/models/ecs/describe_task_definition.h"
#include "aws/models/ecs/stop_task.h"
#include "aws/models/ecs/update_service.h"
#include "json/value.h"

using namespace atlas;
using namespace atlas::aws::ecs;
using namespace std::chrono_literals;
using atlas::aws::ecs::testing::Region;

TEST_CASE("a service brings its tasks up and becomes steady") {
    Region region;
    region.must<CreateService>(region.service(2));
    region.run(500ms);
    auto service = region.described();
    CHECK(service.running_count == 2);
    CHECK(service.deployments[0].rollout_state == "COMPLETED");
    CHECK(region.has_event("has started 2 tasks: (task "));
    CHECK(region.has_event("(service app) has reached a steady state."));
    auto task = region.tasks().at(0);
    CHECK(task.last_status == "RUNNING");
    CHECK(task.containers[0].last_status == "RUNNING");
    CHECK(task.attachments[0].type == "ElasticNetworkInterface");
    CHECK(region.interfaces.size() == 2);
    CHECK(region.streams.at(0).starts_with("/ecs/app app/app/"));
    region.run(10s);
    CHECK(region.supervisor.calls().size() == 2);
}

TEST_CASE("a container sees its secrets and the region's variables; its definition does not") {
    Region region;
    region.must<CreateService>(region.service(1));
    region.run(500ms);
    const auto* spec = region.supervisor.find(region.workload());
    REQUIRE(spec);
    const auto& environment = spec->environment;
    CHECK(environment.at("KEYS") == R"(["k"])");
    CHECK(environment.at("FROM_IMAGE") == "1");
    CHECK(environment.at("AWS_ENDPOINT_URL") == "http://169.254.170.2:4566");
    CHECK(environment.at("AWS_REGION") == "us-east-1");
    CHECK(environment.at("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI").starts_with("/v2/credentials/"));
    CHECK(spec->network.resolver == "10.0.0.2");
    CHECK(spec->group.limits.memory_bytes == 512 << 20);
    CHECK(spec->group.limits.cpu_quota_us == 25'000);
    CHECK(region.workload() == spec->group.id + "-0");
    CHECK(spec->limits.memory_bytes == 0);
    auto shown = region.must<DescribeTaskDefinition>({.task_definition = "app"});
    CHECK(shown.task_definition->container_definitions[0].environment.empty());
}

TEST_CASE("what a container prints goes to its stream") {
    Region region;
    region.must<CreateService>(region.service(1));
    region.run(500ms);
    region.supervisor.print(region.workload(), "hello");
    CHECK(region.printed == std::vector<std::string>{"hello"});
}

TEST_CASE("a missing image is shown, retried later and later, and found once it is there") {
    Region region;
    region.image_is_there = false;
    region.must<CreateService>(region.service(1));
    region.run(400ms);
    auto stopped = region.tasks("STOPPED");
    REQUIRE(stopped.size() == 1);
    CHECK(stopped[0].stop_code == "TaskFailedToStart");
    CHECK(stopped[0].stopped_reason->starts_with("CannotPullContainerError: "));
    CHECK(stopped[0].last_status == "STOPPED");
    CHECK(region.interfaces.empty());
    CHECK(region.has_event("CannotPullContainerError"));
    region.run(8s);
    auto attempts = region.tasks("STOPPED").size();
    CHECK(attempts >= 3);
    CHECK(attempts <= 5);
    region.image_is_there = true;
    region.run(20s);
    CHECK(region.described().running_count == 1);
}

TEST_CASE("an execution role that may not read the secret stops the task in ECS's words") {
    Region region;
    auto input = region.definition();
    input.execution_role_arn = region.role("weak");
    region.aws.identities.allow(
        region.role("weak"),
        R"({"Version":"2012-10-17",)"
        R"("Statement":[{"Effect":"Allow","Action":"ecr:*","Resource":"*"}]})"
    );
    region.must<RegisterTaskDefinition>(input);
    region.must<CreateService>(region.service(1));
    region.run(400ms);
    auto reason = *region.tasks("STOPPED").at(0).stopped_reason;
    CHECK(reason.starts_with("ResourceInitializationError: unable to pull secrets or registry auth")
    );
    CHECK(reason.contains("is not authorized to perform: secretsmanager:GetSecretValue"));
}

TEST_CASE("a task that dies is replaced, and its interface given back") {
    Region region;
    region.must<CreateService>(region.service(1));
    region.run(500ms);
    region.supervisor.end(region.workload(), {137, true, region.aws.host.time.now(), ""});
    region.run(500ms);
    CHECK(region.described().running_count == 1);
    CHECK(region.interfaces.size() == 1);
    auto stopped = region.tasks("STOPPED").at(0);
    CHECK(stopped.stop_code == "EssentialContainerExited");
    CHECK(stopped.containers[0].exit_code == 137);
    CHECK(stopped.containers[0].reason->starts_with("OutOfMemoryError"));
}

TEST_CASE("a rolling update replaces tasks only after their successors are healthy") {
    Region region;
    region.must<CreateService>(region.service(1, true));
    region.run(1s);
    auto former = *region.tasks().at(0).task_arn;
    CHECK(region.described().deployments.size() == 1);
    CHECK(region.has_event("registered 1 targets in (target-group arn:"));
    region.next_target_state = "initial";
    region.must<RegisterTaskDefinition>(region.definition());
    region.must<UpdateService>({.cluster = "main", .service = "app", .task_definition = "app"});
    region.run(2s);
    CHECK(region.tasks().size() == 2);
    CHECK(region.described().deployments.size() == 2);
    region.set_targets("healthy");
    region.run(2s);
    REQUIRE(region.tasks().size() == 1);
    CHECK(*region.tasks().at(0).task_arn != former);
    CHECK(region.described().deployments.size() == 1);
    CHECK(region.has_event("deregistered 1 targets in (target-group arn:"));
    CHECK(region.has_event("has begun draining connections on 1 tasks."));
    CHECK(region.targets.size() == 1);
}

TEST_CASE("a task whose target is unhealthy after its grace is replaced") {
    Region region;
    region.next_target_state = "unhealthy";
    auto input = region.service(1, true);
    input.health_check_grace_period_seconds = 5;
    region.must<CreateService>(input);
    region.run(4s);
    CHECK(region.tasks().size() == 1);
    region.run(4s);
    CHECK(region.has_event("is unhealthy in (target-group"));
    CHECK(region.tasks("STOPPED").at(0).stopped_reason->starts_with("Task failed ELB health checks")
    );
}

TEST_CASE("target health is asked for when it was told, and not otherwise") {
    Region region;
    region.next_target_state = "initial";
    region.must<CreateService>(region.service(1, true));
    region.run(1s);
    auto looks = region.looks;
    region.run(60s);
    CHECK(region.looks == looks);
    CHECK_FALSE(region.has_event("has reached a steady state."));
    region.set_targets("healthy");
    region.run(100ms);
    CHECK(region.has_event("has reached a steady state."));
    region.set_targets("unhealthy");
    region.run(100ms);
    CHECK(region.tasks("STOPPED").size() == 1);
}

TEST_CASE("a task that drains stops when it was told that its target has gone") {
    Region region;
    region.drains_for_ever = true;
    region.must<CreateService>(region.service(1, true));
    region.run(1s);
    region.must<UpdateService>({.cluster = "main", .service = "app", .desired_count = 0});
    region.run(1s);
    auto looks = region.looks;
    region.run(60s);
    CHECK(region.looks == looks);
    CHECK(region.tasks("STOPPED").at(0).last_status == "DEACTIVATING");
    region.targets.clear();
    region.set_targets("");
    region.run(500ms);
    CHECK(region.tasks("STOPPED").at(0).last_status == "STOPPED");
}

TEST_CASE("the circuit breaker rolls a broken deployment back") {
    Region region;
    auto input = region.service(1);
    auto& breaker = input.deployment_configuration.emplace().deployment_circuit_breaker.emplace();
    breaker.enable = true;
    breaker.rollback = true;
    region.must<CreateService>(input);
    region.run(1s);
    auto good = *region.described().task_definition;
    region.must<RegisterTaskDefinition>(region.definition());
    region.image_is_there = false;
    region.must<UpdateService>({.cluster = "main", .service = "app", .task_definition = "app"});
    region.run(10s);
    CHECK(region.has_event("deployment failed: tasks failed to start."));
    CHECK(region.has_event("rolling back to deployment ecs-svc/"));
    CHECK(*region.described().task_definition == good);
    CHECK(region.described().running_count == 1);
    region.image_is_there = true;
    region.run(60s);
    CHECK(region.described().deployments.size() == 1);
}

TEST_CASE(
    "a service goes only when scaled down or forced, and INACTIVE once its interfaces are back"
) {
    Region region;
    region.must<CreateService>(region.service(1));
    region.run(500ms);
    auto refused = region.aws.call<DeleteService>({.cluster = "main", .service = "app"});
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().message == "The service cannot be stopped while it is scaled above 0.");
    region.must<DeleteService>({.cluster = "main", .service = "app", .force = true});
    CHECK(region.described().status == "DRAINING");
    CHECK(
        region.aws.call<DeleteCluster>({.cluster = "main"}).error().code ==
        "ClusterContainsServicesException"
    );
    region.run(500ms);
    CHECK(region.described().status == "INACTIVE");
    CHECK(region.interfaces.empty());
    CHECK(region.network.sandboxes.empty());
    CHECK(region.aws.call<DeleteCluster>({.cluster = "main"}).ok());
}

TEST_CASE("RunTask and StopTask: one task by hand, with the reason that was given") {
    Region region;
    auto input = region.run_app();
    auto& over = input.overrides.emplace().container_overrides.emplace_back();
    over.name = "app";
    over.command.push_back("once");
    auto arn = *region.must<RunTask>(input).tasks.at(0).task_arn;
    region.run(500ms);
    CHECK(region.tasks().at(0).last_status == "RUNNING");
    CHECK(
        region.supervisor.find(region.workload())->args == std::vector<std::string>{"/app", "once"}
    );
    region.must<StopTask>({.cluster = "main", .task = arn, .reason = "enough"});
    region.run(500ms);
    auto stopped = region.tasks("STOPPED").at(0);
    CHECK(stopped.last_status == "STOPPED");
    CHECK(stopped.stopped_reason == "enough");
    CHECK(stopped.stop_code == "UserInitiated");
}

TEST_CASE("the endpoint knows a task by its path and its address, never by one alone") {
    Region region;
    region.must<CreateService>(region.service(2));
    region.run(500ms);
    auto ask = [&](std::size_t who, const std::string& path) {
        net::Request request;
        request.method = "GET";
        request.target = path;
        request.peer = region.supervisor.find(region.workload(who))->network.address;
        std::optional<net::Response> answer;
        region.ecs->task_endpoint("vpc-1")(request, [&](net::Response response) {
            answer = std::move(response);
        });
        region.aws.settle();
        return *answer;
    };
    auto path_of = [&](std::size_t who) {
        return region.supervisor.find(region.workload(who))
            ->environment.at("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
    };
    auto own = ask(0, path_of(0));
    CHECK(own.status == 200);
    CHECK(own.body.contains("secret of " + region.role("task")));
    CHECK(ask(0, path_of(0)).body == own.body);
    CHECK(region.issued == 1);
    CHECK(ask(1, path_of(0)).status == 400);
    CHECK(ask(0, "/v2/credentials/").status == 400);
    CHECK(ask(0, "/v2/credentials/" + std::string(36, 'a')).status == 400);
    auto metadata = region.supervisor.find(region.workload(0))
                        ->environment.at("ECS_CONTAINER_METADATA_URI_V4")
                        .substr(std::string("http://169.254.170.2").size());
    CHECK(ask(0, metadata + "/task").body.contains("\"Family\":\"app\""));
    CHECK(ask(0, metadata + "/stats").body.contains("memory_stats"));
    CHECK(ask(0, metadata + "/stats").body.contains(R"("preread":"0001-01-01T00:00:00Z")"));
    region.run(10s);
    for (const char* path : {"/stats", "/task/stats"})
        CHECK_FALSE(ask(0, metadata + path).body.contains(R"("preread":"0001-01-01T)"));
    auto container = ask(0, metadata).body;
    CHECK(container.contains(R"("MACAddress":"0a:00:00:00:00:01")"));
    CHECK(container.contains(R"("PrivateDNSName":"ip-10-0-0-1.ec2.internal")"));
    CHECK(container.contains(R"("IPv4SubnetCIDRBlock":"10.0.16.0/20")"));
    CHECK(container.contains(R"("SubnetGatewayIpv4Address":"10.0.16.1/20")"));
    CHECK(container.contains(R"("LogDriver":"awslogs")"));
    CHECK(container.contains(R"("awslogs-group":"/ecs/app")"));
    CHECK(ask(0, metadata + "/task").body.contains("\"ClockSynchronizationStatus\""));
    CHECK_FALSE(ask(0, metadata + "/task").body.contains("\"TaskTags\""));
    CHECK(ask(0, metadata + "/taskWithTags").body.contains("\"TaskTags\""));
    CHECK(ask(1, metadata + "/task").status == 404);
    region.run(std::chrono::hours(5));
    CHECK(ask(0, path_of(0)).status == 200);
    CHECK(region.issued == 2);
}

TEST_CASE("a region that comes back goes on with the tasks that run") {
    Region region;
    region.must<CreateService>(region.service(1));
    region.run(500ms);
    auto started = region.supervisor.calls().size();
    Region after(region);
    after.run(5s);
    CHECK(started == 1);
    CHECK(after.supervisor.calls().empty());
    CHECK(after.supervisor.ids().size() == 1);
}

TEST_CASE("a caller without iam:PassRole cannot register a definition with that role") {
    Region region;
    auto caller = region.aws.role(
        "caller",
        R"({"Version":"2012-10-17",)"
        R"("Statement":[{"Effect":"Allow","Action":"ecs:*","Resource":"*"}]})"
    );
    auto refused = region.aws.call<RegisterTaskDefinition>(region.definition(), caller);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().message.contains("iam:PassRole"));
}
