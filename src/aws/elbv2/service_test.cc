// SPDX-License-Identifier: Apache-2.0
#include "aws/elbv2/service.h"

#include <doctest/doctest.h>

#include "aws/elbv2/elb_fixture.h"
#include "aws/models/elbv2/delete_load_balancer.h"
#include "aws/models/elbv2/delete_target_group.h"
#include "aws/models/elbv2/deregister_targets.h"
#include "aws/models/elbv2/describe_load_balancers.h"
#include "aws/models/elbv2/describe_rules.h"
#include "aws/models/elbv2/describe_target_groups.h"
#include "aws/models/elbv2/describe_target_health.h"
#include "aws/models/elbv2/register_targets.h"

namespace atlas::aws::elbv2 {
namespace {

TEST_CASE("a balancer is active when its engine serves, with an interface a zone") {
    Elb elb;
    auto arn = elb.make_balancer();
    CHECK(elb.interfaces == 2);
    auto shown = elb.fixture.call<DescribeLoadBalancers>({});
    REQUIRE(shown.ok());
    CHECK(shown.value().load_balancers.front().state->code == "active");
    CHECK(elb.planned().addresses == std::vector<std::string>{"10.0.0.1", "10.0.0.2"});
    CHECK(elb.planned().public_address.starts_with("127.77."));

    elb.fixture.call<DeleteLoadBalancer>({arn}).ok();
    elb.fixture.settle();
    CHECK(elb.interfaces == 0);
    CHECK(elb.engine.balancers.empty());
    CHECK(elb.fixture.call<DescribeLoadBalancers>({}).value().load_balancers.empty());
}

TEST_CASE("a balancer whose engine is not as wanted says why") {
    Elb elb;
    elb.make_balancer();
    auto state = [&] {
        return *elb.fixture.call<DescribeLoadBalancers>({}).value().load_balancers.front().state;
    };
    CHECK(!state().reason);
    elb.engine.why_not = "haproxy refused the configuration";
    CHECK(state().code == "active");
    CHECK(state().reason == "haproxy refused the configuration");
}

TEST_CASE("a balancer is not taken down before its deletion is on the disk") {
    Elb elb;
    auto balancer = elb.make_balancer();
    auto group = elb.make_group();
    REQUIRE(elb.make_listener(balancer, group).ok());
    elb.fixture.store.hold();
    REQUIRE(elb.fixture.call<DeleteLoadBalancer>({balancer}).ok());
    elb.service->certificate_changed("arn:cert/1");  // wakes it before its row is on the disk
    elb.fixture.settle();
    CHECK(elb.engine.balancers.size() == 1);
    CHECK(elb.interfaces == 2);
    elb.fixture.store.release();
    elb.fixture.settle();
    CHECK(elb.engine.balancers.empty());
    CHECK(elb.interfaces == 0);
}

TEST_CASE("a deleted balancer's address and names are given back, again until that succeeds") {
    Elb elb;
    auto balancer = elb.make_balancer();
    elb.network.failure = Error(ErrorCode::io, "no space left on device");
    REQUIRE(elb.fixture.call<DeleteLoadBalancer>({balancer}).ok());
    elb.fixture.settle();
    CHECK(elb.interfaces == 2);
    elb.network.failure.reset();
    elb.fixture.advance(std::chrono::milliseconds(500));
    CHECK(elb.interfaces == 0);
    CHECK(elb.network.addresses.empty());
}

TEST_CASE("a listener forwards, and a rule answers both forms of its condition") {
    Elb elb;
    auto balancer = elb.make_balancer();
    auto group = elb.make_group();
    auto listener = elb.make_listener(balancer, group);
    REQUIRE(listener.ok());
    auto listener_arn = *listener.value().listeners.front().listener_arn;
    CHECK(elb.planned().listeners.front().certificates.front().pem == "PEM");
    elb.certificates.pem = "RENEWED";
    elb.service->certificate_changed("arn:cert/1");
    elb.fixture.settle();
    CHECK(elb.planned().listeners.front().certificates.front().pem == "RENEWED");

    CreateRuleInput input;
    input.listener_arn = listener_arn;
    input.priority = 10;
    RuleCondition condition;
    condition.field = "host-header";
    condition.host_header_config.emplace().values.push_back("events.staging.atlas.test");
    input.conditions.push_back(condition);
    Action action;
    action.type = "forward";
    action.target_group_arn = group;
    input.actions.push_back(action);
    auto rule = elb.fixture.call<CreateRule>(input);
    REQUIRE(rule.ok());
    elb.fixture.settle();
    const auto& shown = rule.value().rules.front().conditions.front();
    CHECK(shown.values == shown.host_header_config->values);
    CHECK(elb.planned().listeners.front().rules.size() == 1);
    CHECK(elb.fixture.call<CreateRule>(input).error().code == "PriorityInUse");
    DescribeRulesInput asked;
    asked.listener_arn = listener_arn;
    CHECK(elb.fixture.call<DescribeRules>(asked).value().rules.size() == 2);
    CHECK(elb.fixture.call<DeleteTargetGroup>({group}).error().code == "ResourceInUse");
    CHECK(elb.make_listener(balancer, group).error().code == "DuplicateListener");
}

TEST_CASE("a target that drains goes when its connections have ended") {
    Elb elb;
    auto balancer = elb.make_balancer();
    auto group = elb.make_group();
    REQUIRE(elb.make_listener(balancer, group).ok());
    auto id = elb.planned().id;
    TargetDescription target;
    target.id = "10.0.11.23";
    RegisterTargetsInput registering;
    registering.target_group_arn = group;
    registering.targets.push_back(target);
    REQUIRE(elb.fixture.call<RegisterTargets>(registering).ok());
    elb.fixture.settle();
    CHECK(elb.planned().groups.front().targets.front().port == 8080);
    DescribeTargetHealthInput asking;
    asking.target_group_arn = group;
    auto health = elb.fixture.call<DescribeTargetHealth>(asking);
    CHECK(health.value().target_health_descriptions.front().target_health->state == "healthy");

    elb.engine.sessions = 3;
    DeregisterTargetsInput leaving;
    leaving.target_group_arn = group;
    leaving.targets.push_back(target);
    REQUIRE(elb.fixture.call<DeregisterTargets>(leaving).ok());
    elb.fixture.settle();
    elb.engine.changed(id);
    elb.fixture.settle();
    health = elb.fixture.call<DescribeTargetHealth>(asking);
    CHECK(health.value().target_health_descriptions.front().target_health->state == "draining");
    elb.engine.sessions = 0;
    elb.engine.changed(id);
    elb.fixture.settle();
    CHECK(elb.fixture.call<DescribeTargetHealth>(asking).value().target_health_descriptions.empty()
    );
}

TEST_CASE("a target with connections drains no longer than its group's delay") {
    Elb elb;
    auto balancer = elb.make_balancer();
    auto group = elb.make_group();
    REQUIRE(elb.make_listener(balancer, group).ok());
    auto id = elb.planned().id;
    ModifyTargetGroupAttributesInput delay;
    delay.target_group_arn = group;
    delay.attributes.push_back({"deregistration_delay.timeout_seconds", "5"});
    REQUIRE(elb.fixture.call<ModifyTargetGroupAttributes>(delay).ok());
    RegisterTargetsInput registering;
    registering.target_group_arn = group;
    registering.targets.emplace_back().id = "10.0.11.23";
    REQUIRE(elb.fixture.call<RegisterTargets>(registering).ok());
    elb.engine.sessions = 3;
    DeregisterTargetsInput leaving;
    leaving.target_group_arn = group;
    leaving.targets.emplace_back().id = "10.0.11.23";
    REQUIRE(elb.fixture.call<DeregisterTargets>(leaving).ok());
    DescribeTargetHealthInput asking;
    asking.target_group_arn = group;
    auto left_after = [&](std::chrono::milliseconds time) {
        elb.fixture.advance(time);
        elb.engine.changed(id);
        elb.fixture.settle();
        return elb.fixture.call<DescribeTargetHealth>(asking)
            .value()
            .target_health_descriptions.size();
    };
    CHECK(left_after(std::chrono::seconds(4)) == 1);
    CHECK(left_after(std::chrono::seconds(2)) == 0);
}

TEST_CASE("whoever waits for targets is told of each change of their health") {
    Elb elb;
    int told = 0;
    elb.service->on_targets_change([&] { ++told; });
    auto was_told = [&] {
        elb.fixture.settle();
        return std::exchange(told, 0) > 0;
    };
    auto balancer = elb.make_balancer();
    auto group = elb.make_group();
    elb.fixture.settle();
    RegisterTargetsInput registering;
    registering.target_group_arn = group;
    registering.targets.emplace_back().id = "10.0.11.23";
    told = 0;
    REQUIRE(elb.fixture.call<RegisterTargets>(registering).ok());
    CHECK(was_told());  // although no balancer forwards to the target yet ("unused")
    REQUIRE(elb.make_listener(balancer, group).ok());
    CHECK(was_told());
    elb.engine.changed(elb.planned().id);
    CHECK(was_told());
    DeregisterTargetsInput leaving;
    leaving.target_group_arn = group;
    leaving.targets.emplace_back().id = "10.0.11.23";
    REQUIRE(elb.fixture.call<DeregisterTargets>(leaving).ok());
    CHECK(was_told());
    DeleteLoadBalancerInput gone;
    gone.load_balancer_arn = balancer;
    REQUIRE(elb.fixture.call<DeleteLoadBalancer>(gone).ok());
    CHECK(was_told());
    CHECK_FALSE(was_told());
}

TEST_CASE("what does not fit is refused in ELB's words and leaves nothing") {
    Elb elb;
    CreateLoadBalancerInput one_zone;
    one_zone.name = "edge";
    one_zone.subnets.push_back("subnet-a");
    CHECK(elb.fixture.call<CreateLoadBalancer>(one_zone).error().code == "ValidationError");
    CHECK(elb.interfaces == 0);
    DescribeLoadBalancersInput by_name;
    by_name.names.push_back("none");
    CHECK(elb.fixture.call<DescribeLoadBalancers>(by_name).error().code == "LoadBalancerNotFound");
    auto balancer = elb.make_balancer();
    CHECK(elb.make_listener(balancer, "arn:none").error().code == "TargetGroupNotFound");
}

}  // namespace
}  // namespace atlas::aws::elbv2
