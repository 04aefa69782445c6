// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "aws/elbv2/elb_fixture.h"
#include "aws/models/elbv2/describe_load_balancers.h"
#include "aws/models/elbv2/describe_target_groups.h"

namespace atlas::aws::elbv2 {
namespace {

TEST_CASE("a target group is refused in ELB's words") {
    Elb elb;
    auto refusal = [&](auto change) {
        CreateTargetGroupInput input;
        input.name = "events";
        input.protocol = "HTTP";
        input.port = 8080;
        input.vpc_id = "vpc-1";
        input.target_type = "ip";
        change(input);
        auto made = elb.fixture.call<CreateTargetGroup>(input);
        return made ? "" : made.error().message;
    };
    CHECK(
        refusal([](auto& input) { input.name = std::string(33, 'a'); }) ==
        "Target group name '" + std::string(33, 'a') + "' cannot be longer than '32' characters"
    );
    CHECK(
        refusal([](auto& input) { input.name = "a_b"; }) ==
        "Target group name 'a_b' can only contain characters that are alphanumeric characters or "
        "hyphens(-)"
    );
    CHECK(refusal([](auto& input) { input.name = "-a"; }).contains("begin or end"));
    CHECK(refusal([](auto& input) { input.port = 65536; }).contains("65535"));
    CHECK(refusal([](auto& input) { input.protocol = "TCP"; }).contains("'TCP'"));
    CHECK(refusal([](auto& input) { input.protocol_version = "GRPC"; }) != "");
    CHECK(refusal([](auto& input) { input.health_check_protocol = "TCP"; }).contains("'TCP'"));
    CHECK(refusal([](auto& input) { input.health_check_enabled = false; }).contains("'ip'"));
    CHECK(refusal([](auto& input) { input.health_check_timeout_seconds = 30; }) != "");
    CHECK(refusal([](auto&) {}) == "");
}

TEST_CASE("target groups come page by page, and a page's marker is good for its list alone") {
    Elb elb;
    elb.make_group();
    CreateTargetGroupInput second;
    second.name = "other";
    second.protocol = "HTTP";
    second.port = 80;
    second.vpc_id = "vpc-1";
    second.target_type = "ip";
    REQUIRE(elb.fixture.call<CreateTargetGroup>(second).ok());
    DescribeTargetGroupsInput page;
    page.page_size = 1;
    auto first = elb.fixture.call<DescribeTargetGroups>(page);
    REQUIRE(first.ok());
    CHECK(first.value().target_groups.size() == 1);
    page.marker = first.value().next_marker;
    auto rest = elb.fixture.call<DescribeTargetGroups>(page);
    REQUIRE(rest.ok());
    CHECK(rest.value().target_groups.size() == 1);
    CHECK_FALSE(rest.value().next_marker);
    CHECK(rest.value().target_groups != first.value().target_groups);
    DescribeLoadBalancersInput other;
    other.marker = page.marker;
    CHECK(elb.fixture.call<DescribeLoadBalancers>(other).error().code == "ValidationError");
}

}  // namespace
}  // namespace atlas::aws::elbv2
