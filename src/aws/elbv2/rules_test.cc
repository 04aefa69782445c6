// SPDX-License-Identifier: Apache-2.0
// Which conditions, actions and attribute values are allowed.
#include <doctest/doctest.h>

#include "aws/elbv2/elb_fixture.h"
#include "aws/models/elbv2/describe_rules.h"

namespace atlas::aws::elbv2 {
namespace {

TEST_CASE("a redirect may hold ELB's fields and no other '#'") {
    Ruled elb;
    CHECK(elb.redirect("/#{path}") == "");
    CHECK(elb.redirect("/a/#{host}/#{port}/#{protocol}/#{path}?#{query}") == "");
    for (const char* path : {"/a#b", "/#{path", "/#{user}", "/a b", "/\"", "/a\n", "/\\", "a", ""})
        CHECK(elb.redirect(path) == "ValidationError");
    CHECK(elb.redirect("/", "#{port}") == "");
    for (const char* port : {"0", "65536", "99999", "80a", ""})
        CHECK(elb.redirect("/", port) == "ValidationError");
}

TEST_CASE("a condition's value is what its field can hold") {
    Ruled elb;
    for (const char* cidr : {"10.0.0.0/8", "1.2.3.4/32", "0.0.0.0/0", "2001:db8::/32"})
        CHECK(elb.condition("source-ip", cidr) == "");
    for (const char* cidr :
         {"1.2.3.4/99", "1.2.3.4", "1.2.3/8", "1.2.3.4.5/8", "/8", "*", "::/129"})
        CHECK(elb.condition("source-ip", cidr) == "ValidationError");
    CHECK(elb.condition("host-header", "*.events-?.atlas.test") == "");
    for (const char* host : {"a b.atlas.test", "a#.atlas.test", "a\nb.atlas.test", "local", ""})
        CHECK(elb.condition("host-header", host) == "ValidationError");
    CHECK(elb.condition("path-pattern", "/v1/*~@$'\"") == "");
    for (const char* path : {"/a b", "/a#b", "/a\\", ""})
        CHECK(elb.condition("path-pattern", path) == "ValidationError");
    CHECK(elb.condition("http-request-method", "GET") == "");
    CHECK(elb.condition("http-request-method", "get") == "ValidationError");
    CHECK(elb.condition("http-request-method", "G*") == "ValidationError");
}

TEST_CASE("a rule has five condition values, and one condition of most fields") {
    Ruled elb;
    CreateRuleInput input;
    input.listener_arn = elb.listener;
    input.priority = 1;
    Action action;
    action.type = "forward";
    action.target_group_arn = elb.group;
    input.actions.push_back(action);
    RuleCondition paths;
    paths.field = "path-pattern";
    paths.values = std::vector<std::string>{"/1", "/2", "/3", "/4", "/5", "/6"};
    input.conditions.push_back(paths);
    CHECK(
        elb.fixture.call<CreateRule>(input).error().message ==
        "A rule can only have '5' condition values"
    );
    input.conditions.front().values = std::vector<std::string>{"/1"};
    input.conditions.push_back(input.conditions.front());
    CHECK(
        elb.fixture.call<CreateRule>(input).error().message ==
        "A rule can only have one 'path-pattern' condition"
    );
    input.conditions.pop_back();
    CHECK(elb.fixture.call<CreateRule>(input).ok());
}

TEST_CASE("an attribute is done, or refused, or changes nothing") {
    Ruled elb;
    const std::string http = "routing.http.";
    CHECK(elb.balancer_attribute(http + "xff_header_processing.mode", "remove") == "");
    using ForwardedFor = haproxy::RequestHeaders::ForwardedFor;
    CHECK(elb.planned().headers.forwarded_for == ForwardedFor::remove);
    CHECK(elb.balancer_attribute(http + "preserve_host_header.enabled", "true") == "");
    CHECK(elb.planned().headers.preserve_host);
    CHECK(elb.balancer_attribute(http + "drop_invalid_header_fields.enabled", "true") == "");
    CHECK(elb.planned().headers.drop_invalid);
    CHECK(
        elb.balancer_attribute(http + "x_amzn_tls_version_and_cipher_suite.enabled", "true") == ""
    );
    CHECK(elb.planned().headers.tls_details);
    CHECK(elb.balancer_attribute(http + "xff_client_port.enabled", "true") == "");
    CHECK(elb.planned().headers.client_port);
    CHECK(elb.planned().http2);
    CHECK(elb.balancer_attribute("routing.http2.enabled", "false") == "");
    CHECK_FALSE(elb.planned().http2);
    CHECK(elb.balancer_attribute(http + "xff_header_processing.mode", "keep") == "ValidationError");
    CHECK(elb.balancer_attribute("idle_timeout.timeout_seconds", "4001") == "ValidationError");
    CHECK(elb.balancer_attribute("access_logs.s3.enabled", "false") == "");
    const std::string refused = "InvalidConfigurationRequest";
    CHECK(elb.balancer_attribute("access_logs.s3.enabled", "true") == refused);
    CHECK(elb.balancer_attribute("waf.fail_open.enabled", "true") == refused);
    CHECK(elb.balancer_attribute("client_keep_alive.seconds", "60") == refused);
    CHECK(elb.balancer_attribute(http + "desync_mitigation_mode", "strictest") == refused);

    const std::string algorithm = "load_balancing.algorithm.type";
    CHECK(elb.group_attribute(algorithm, "least_outstanding_requests") == "");
    using Algorithm = haproxy::TargetGroup::Algorithm;
    CHECK(elb.planned().groups.front().algorithm == Algorithm::least_outstanding);
    CHECK(elb.group_attribute("slow_start.duration_seconds", "30") == "ValidationError");
    CHECK(elb.group_attribute(algorithm, "round_robin") == "");
    CHECK(elb.group_attribute("slow_start.duration_seconds", "30") == "");
    CHECK(elb.group_attribute("slow_start.duration_seconds", "29") == "ValidationError");
    CHECK(elb.group_attribute("stickiness.enabled", "true") == refused);
    CHECK(elb.group_attribute("load_balancing.cross_zone.enabled", "false") == refused);
    const std::string health = "target_group_health.dns_failover.minimum_healthy_targets.";
    CHECK(elb.group_attribute(health + "percentage", "50") == refused);
    CHECK(elb.group_attribute(health + "percentage", "101") == "ValidationError");
    CHECK(elb.group_attribute(health + "count", "1") == "");
}

}  // namespace
}  // namespace atlas::aws::elbv2
