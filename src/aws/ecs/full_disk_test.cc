// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "aws/ecs/region_fixture.h"
#include "aws/models/ecs/stop_task.h"

using namespace atlas;
using namespace atlas::aws::ecs;
using namespace std::chrono_literals;
using atlas::aws::ecs::testing::Region;

namespace {

/// A region whose disk fills up after a service with one task has started.
struct Full : Region {
    Full() {
        must<CreateService>(service(1));
        run(500ms);
        aws.dispatcher().refuse_growth_when([] { return "the disk of the region is full"; });
    }
    /// The answer of the credentials endpoint to the task's container.
    net::Response credentials() {
        const auto* spec = supervisor.find(workload());
        net::Request request;
        request.method = "GET";
        request.target = spec->environment.at("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
        request.peer = spec->network.address;
        std::optional<net::Response> answer;
        ecs->task_endpoint("vpc-1")(request, [&](net::Response response) {
            answer = std::move(response);
        });
        aws.settle();
        REQUIRE(answer);
        return *answer;
    }
};

}  // namespace

TEST_CASE("on a full disk StopTask ends a task, which RunTask would not begin") {
    Full region;
    auto begun = region.aws.call<RunTask>(region.run_app());
    REQUIRE_FALSE(begun.ok());
    CHECK(begun.error().http_status == 503);
    CHECK(begun.error().message.contains("the disk of the region is full"));
    auto arn = *region.tasks().at(0).task_arn;
    auto stopped = region.aws.call<StopTask>({.cluster = "main", .task = arn, .reason = "room"});
    REQUIRE(stopped.ok());
    region.run(500ms);
    auto ended = region.tasks("STOPPED");
    REQUIRE_FALSE(ended.empty());
    CHECK(ended.at(0).task_arn == arn);
    CHECK(ended.at(0).stopped_reason == "room");
}

TEST_CASE("on a full disk a task gets its credentials, and new ones when they end") {
    Full region;
    auto first = region.credentials();
    CHECK(first.status == 200);
    CHECK(first.body.contains("secret of " + region.role("task")));
    region.run(std::chrono::hours(5));
    CHECK(region.credentials().status == 200);
    CHECK(region.issued == 2);
}

TEST_CASE("where not even a commit has room, a task's credentials wait for none") {
    Full region;
    region.aws.store.hold();
    auto arn = *region.tasks().at(0).task_arn;
    std::optional<bool> stopped;
    auto as = region.aws.administrator();
    aws::perform<StopTask>(
        region.aws.host,
        as,
        {.cluster = "main", .task = arn},
        [&](const auto& answer) { stopped = answer.ok(); }
    );
    CHECK(region.credentials().status == 200);
    region.aws.store.release();
    region.run(500ms);
    CHECK(stopped == true);
    CHECK(region.tasks("STOPPED").at(0).task_arn == arn);
}
