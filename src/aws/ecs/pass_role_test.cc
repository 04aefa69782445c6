// SPDX-License-Identifier: Apache-2.0
// iam:PassRole is required wherever a role is used: by the definition that names it, and by each
// service and task that is started from the definition.
#include <doctest/doctest.h>

#include "aws/ecs/region_fixture.h"
#include "aws/models/ecs/update_service.h"

using namespace atlas;
using namespace atlas::aws;
using namespace atlas::aws::ecs;
using atlas::aws::ecs::testing::Region;

namespace {

std::string allow(const std::string& action, const std::string& resource = "*") {
    return R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":")" + action +
           R"(","Resource":")" + resource + R"("}})";
}

std::string pass_to(const std::string& service) {
    return R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:PassRole",)"
           R"("Resource":"*","Condition":{"StringEquals":{"iam:PassedToService":")" +
           service + R"("}}}})";
}

/// A session that may call every ECS operation, and what `document` allows.
Principal developer(Region& region, const std::string& name, const std::string& document = {}) {
    auto principal = region.aws.role(name, allow("ecs:*"));
    if (!document.empty()) region.aws.identities.allow(principal.arn, document);
    return principal;
}

template <typename T>
std::string refusal(const Answer<T>& answer) {
    return answer.ok() ? "ok" : answer.error().code + ": " + answer.error().message;
}

std::string denied(const Principal& who, const std::string& role) {
    return "AccessDeniedException: User: " + who.arn +
           " is not authorized to perform: iam:PassRole on resource: " + role +
           " because no identity-based policy allows the iam:PassRole action";
}

}  // namespace

TEST_CASE("who may not pass a definition's roles runs no task and makes no service of it") {
    Region region;
    const auto who = developer(region, "runner");
    const auto expected = denied(who, region.role("execution"));
    CHECK(refusal(region.aws.call<RunTask>(region.run_app(), who)) == expected);
    CHECK(refusal(region.aws.call<CreateService>(region.service(1), who)) == expected);
    CHECK(region.tasks().empty());
}

TEST_CASE("passing one of two roles is not enough") {
    Region region;
    const auto who = developer(region, "half", allow("iam:PassRole", region.role("execution")));
    CHECK(
        refusal(region.aws.call<RunTask>(region.run_app(), who)) == denied(who, region.role("task"))
    );
}

TEST_CASE("roles are passed to ECS's tasks and to nobody else") {
    Region region;
    const auto lambda = developer(region, "lambda", pass_to("lambda.amazonaws.com"));
    CHECK_FALSE(region.aws.call<RunTask>(region.run_app(), lambda).ok());
    const auto tasks = developer(region, "tasks", pass_to("ecs-tasks.amazonaws.com"));
    CHECK(refusal(region.aws.call<RunTask>(region.run_app(), tasks)) == "ok");
    CHECK(refusal(region.aws.call<CreateService>(region.service(1), tasks)) == "ok");
    CHECK(refusal(region.aws.call<RegisterTaskDefinition>(region.definition(), tasks)) == "ok");
}

TEST_CASE("an override is asked instead of the role that it replaces") {
    Region region;
    auto input = region.run_app();
    input.overrides.emplace().task_role_arn = region.role("rich");
    const auto who = developer(region, "own", allow("iam:PassRole", region.role("task")));
    region.aws.identities.allow(who.arn, allow("iam:PassRole", region.role("execution")));
    CHECK(refusal(region.aws.call<RunTask>(region.run_app(), who)) == "ok");
    CHECK(refusal(region.aws.call<RunTask>(input, who)) == denied(who, region.role("rich")));
}

TEST_CASE("an update asks for the roles of a new definition only") {
    Region region;
    region.must<CreateService>(region.service(1));
    const auto who = developer(region, "updater");
    UpdateServiceInput input;
    input.cluster = "main";
    input.service = "app";
    input.desired_count = 2;
    CHECK(refusal(region.aws.call<UpdateService>(input, who)) == "ok");
    input.task_definition = "app";
    CHECK(
        refusal(region.aws.call<UpdateService>(input, who)) == denied(who, region.role("execution"))
    );
}

TEST_CASE("a role of another account cannot be passed, not even by root") {
    Region region;
    auto input = region.definition();
    input.task_role_arn = "arn:aws:iam::999999999999:role/task";
    CHECK(
        refusal(region.aws.call<RegisterTaskDefinition>(input)) ==
        "AccessDeniedException: Cross-account pass role is not allowed."
    );
    auto run = region.run_app();
    run.overrides.emplace().task_role_arn = input.task_role_arn;
    CHECK(
        refusal(region.aws.call<RunTask>(run)) ==
        "AccessDeniedException: Cross-account pass role is not allowed."
    );
}

TEST_CASE("a Deny on the cluster, the definition or managed tags holds") {
    Region region;
    auto refused_by = [&](const std::string& condition) {
        static int count = 0;
        auto who = developer(region, "denied-" + std::to_string(++count), allow("iam:PassRole"));
        region.aws.identities.allow(
            who.arn,
            R"({"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"ecs:*",)"
            R"("Resource":"*","Condition":{)" +
                condition + "}}}"
        );
        auto input = region.service(1);
        input.enable_ecs_managed_tags = true;
        return !region.aws.call<CreateService>(input, who).ok();
    };
    CHECK(refused_by(R"("ArnLike":{"ecs:cluster":"arn:aws:ecs:*:*:cluster/main"})"));
    CHECK(refused_by(R"("ArnLike":{"ecs:task-definition":"*:task-definition/app:*"})") == false);
    CHECK(refused_by(R"("ArnLike":{"ecs:task-definition":"arn:*:ecs:*:*:task-definition/app:1"})"));
    CHECK(refused_by(R"("StringEquals":{"ecs:enable-ecs-managed-tags":"true"})"));
    CHECK(refused_by(R"("NumericGreaterThan":{"ecs:task-memory":"511"})"));
}
