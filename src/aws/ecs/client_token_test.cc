// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/client_token.h"

#include <doctest/doctest.h>

#include "aws/ecs/region_fixture.h"

using namespace atlas;
using namespace atlas::aws::ecs;
using namespace std::chrono_literals;
using atlas::aws::ecs::testing::Region;

TEST_CASE("a service that was asked for twice with one token is made once") {
    Region region;
    auto input = region.service(1);
    input.client_token = "one";
    auto arn = *region.must<CreateService>(input).service->service_arn;
    region.run(500ms);
    auto again = region.must<CreateService>(input);
    CHECK(*again.service->service_arn == arn);
    CHECK(again.service->running_count == 1);
    CHECK(region.described().deployments.size() == 1);
    for (const auto& [token, count] :
         {std::pair("one", 2), std::pair("two", 1), std::pair("", 1)}) {
        auto other = region.service(count);
        other.client_token = token;
        auto refused = region.aws.call<CreateService>(other);
        REQUIRE_FALSE(refused.ok());
        CHECK(refused.error().message == "Creation of service was not idempotent.");
    }
}

TEST_CASE("tasks that were asked for twice with one token run once, also over a restart") {
    Region region;
    auto input = region.run_app();
    input.client_token = "one";
    input.count = 2;
    auto first = region.must<RunTask>(input);
    region.run(500ms);
    CHECK(region.must<RunTask>(input).tasks.size() == 2);
    Region after(region);
    auto again = after.must<RunTask>(input);
    REQUIRE(again.tasks.size() == 2);
    CHECK(again.tasks[0].last_status == "RUNNING");
    CHECK(after.tasks().size() == 2);
    input.client_token = "two";
    after.must<RunTask>(input);
    CHECK(after.tasks().size() == 4);
    input.client_token.reset();
    after.must<RunTask>(input);
    after.must<RunTask>(input);
    CHECK(after.tasks().size() == 8);
}

TEST_CASE("a token of RunTask cannot be used for something else, and is good for a day") {
    Region region;
    auto input = region.run_app();
    input.client_token = "one";
    auto arn = *region.must<RunTask>(input).tasks.at(0).task_arn;
    input.started_by = "another";
    auto refused = region.aws.call<RunTask>(input);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == "ConflictException");
    CHECK(json::serialize(json::Value(refused.error().fields)).contains(arn));
    region.aws.advance(25h);
    CHECK(*region.must<RunTask>(input).tasks.at(0).task_arn != arn);
}
