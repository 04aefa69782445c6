// SPDX-License-Identifier: Apache-2.0
#include "aws/elbv2/service.h"

#include <doctest/doctest.h>

#include "aws/models/ec2/create_network_interface.h"
#include "aws/models/ec2/delete_network_interface.h"
#include "aws/models/ec2/describe_subnets.h"
#include "aws/models/ec2/describe_vpcs.h"
#include "aws/models/ec2/service_model.h"
#include "aws/models/elbv2/create_listener.h"
#include "aws/models/elbv2/create_load_balancer.h"
#include "aws/models/elbv2/create_rule.h"
#include "aws/models/elbv2/create_target_group.h"
#include "aws/models/elbv2/delete_load_balancer.h"
#include "aws/models/elbv2/delete_target_group.h"
#include "aws/models/elbv2/deregister_targets.h"
#include "aws/models/elbv2/describe_load_balancers.h"
#include "aws/models/elbv2/describe_rules.h"
#include "aws/models/elbv2/describe_target_health.h"
#include "aws/models/elbv2/modify_load_balancer_attributes.h"
#include "aws/models/elbv2/modify_target_group_attributes.h"
#include "aws/models/elbv2/register_targets.h"
#include "aws/wire/testing/fake_service.h"
#include "aws/wire/testing/service_fixture.h"
#include "network/fake_network.h"

namespace atlas::aws::elbv2 {
namespace {

namespace haproxy = engines::haproxy;

/// Serves at once and says of each target what the test set.
class FakeEngine final : public haproxy::Engine {
public:
    void adopt(const std::vector<supervisor::Supervisor::Recovered>&) override {}
    void apply(haproxy::Wanted wanted) override {
        balancers[wanted.balancer.id] = std::move(wanted);
    }
    void remove(const std::string& id, store::Durable, std::move_only_function<void()> done)
        override {
        balancers.erase(id);
        done();
    }
    bool serving(const std::string& id) const override { return balancers.contains(id); }
    std::string trouble(const std::string&) const override { return why_not; }
    std::optional<haproxy::Health> health(
        const std::string& id, const std::string&, const haproxy::Target& target
    ) const override {
        if (!balancers.contains(id)) return std::nullopt;
        if (target.draining)
            return haproxy::Health{haproxy::Health::State::draining, "", "", sessions};
        return haproxy::Health{haproxy::Health::State::healthy, "", "", 0};
    }
    void on_change(std::function<void(const std::string&)> listener) override {
        changed = std::move(listener);
    }

    std::map<std::string, haproxy::Wanted> balancers;
    std::function<void(const std::string&)> changed;
    int sessions = 0;
    std::string why_not;
};

class OneCertificate final : public CertificateSource {
public:
    std::optional<std::string> certificate_pem(const std::string& arn) const override {
        if (arn == "arn:cert/1") return pem;
        return std::nullopt;
    }
    std::string pem = "PEM";
};

struct Elb {
    testing::ServiceFixture fixture;
    testing::FakeService ec2{ec2::service_model()};
    FakeEngine engine;
    network::FakeNetwork network;
    OneCertificate certificates;
    std::unique_ptr<ElbService> service = make_service(engine, network, certificates);
    int interfaces = 0;

    Elb() {
        ec2.on<ec2::DescribeSubnets>([](Call&, const ec2::DescribeSubnetsInput& input) {
            ec2::DescribeSubnetsOutput output;
            for (const auto& id : input.subnet_ids) {
                ec2::Subnet subnet;
                subnet.subnet_id = id;
                subnet.vpc_id = "vpc-1";
                subnet.availability_zone = "us-east-1" + id.substr(id.size() - 1);
                output.subnets.push_back(subnet);
            }
            return Answer<ec2::DescribeSubnetsOutput>(output);
        });
        ec2.on<ec2::DescribeVpcs>([](Call&, const ec2::DescribeVpcsInput&) {
            ec2::Vpc vpc;
            vpc.cidr_block = "10.0.0.0/16";
            ec2::DescribeVpcsOutput output;
            output.vpcs.push_back(vpc);
            return Answer<ec2::DescribeVpcsOutput>(output);
        });
        ec2.on<ec2::CreateNetworkInterface>([this](Call&, const ec2::CreateNetworkInterfaceInput&) {
            ec2::NetworkInterface eni;
            eni.network_interface_id = "eni-" + std::to_string(++interfaces);
            eni.private_ip_address = "10.0.0." + std::to_string(interfaces);
            ec2::CreateNetworkInterfaceOutput output;
            output.network_interface = eni;
            return Answer<ec2::CreateNetworkInterfaceOutput>(output);
        });
        ec2.on<ec2::DeleteNetworkInterface>([this](Call&, const ec2::DeleteNetworkInterfaceInput&) {
            --interfaces;
            return Answer<ec2::DeleteNetworkInterfaceOutput>(ec2::DeleteNetworkInterfaceOutput{});
        });
        auto role = service_principal(
            fixture.host.here.account,
            "elasticloadbalancing.amazonaws.com",
            "AWSServiceRoleForElasticLoadBalancing"
        );
        fixture.identities.allow(
            role.arn, R"({"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}})"
        );
        fixture.start({&ec2, service.get()});
    }

    std::string make_balancer() {
        CreateLoadBalancerInput input;
        input.name = "edge";
        input.subnets = std::vector<std::string>{"subnet-a", "subnet-b"};
        input.security_groups.push_back("sg-1");
        auto made = fixture.call<CreateLoadBalancer>(input);
        if (!made) MESSAGE(made.error().message);
        REQUIRE(made.ok());
        fixture.settle();
        return *made.value().load_balancers.front().load_balancer_arn;
    }

    std::string make_group() {
        CreateTargetGroupInput input;
        input.name = "events";
        input.protocol = "HTTP";
        input.port = 8080;
        input.vpc_id = "vpc-1";
        input.target_type = "ip";
        auto made = fixture.call<CreateTargetGroup>(input);
        REQUIRE(made.ok());
        return *made.value().target_groups.front().target_group_arn;
    }

    Answer<CreateListenerOutput> make_listener(
        const std::string& balancer, const std::string& group
    ) {
        CreateListenerInput input;
        input.load_balancer_arn = balancer;
        input.protocol = "HTTPS";
        input.port = 443;
        input.certificates.push_back({"arn:cert/1", std::nullopt});
        Action action;
        action.type = "forward";
        action.target_group_arn = group;
        input.default_actions.push_back(action);
        auto made = fixture.call<CreateListener>(input);
        fixture.settle();
        return made;
    }

    const haproxy::Balancer& planned() {
        REQUIRE(engine.balancers.size() == 1);
        return engine.balancers.begin()->second.balancer;
    }
};

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
    elb.service->certificate_changed("arn:cert/1");  // wakes it while its row is undecided
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
    CHECK(was_told());  // "unused": no balancer forwards to it yet
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

/// A listener whose rules may be what a test says.
struct Ruled : Elb {
    std::string balancer = make_balancer();
    std::string group = make_group();
    std::string listener = *make_listener(balancer, group).value().listeners.front().listener_arn;
    int priority = 0;

    /// The error's code; empty = the rule was made.
    std::string rule(const RuleCondition& condition, const Action& action) {
        CreateRuleInput input;
        input.listener_arn = listener;
        input.priority = ++priority;
        input.conditions.push_back(condition);
        input.actions.push_back(action);
        auto made = fixture.call<CreateRule>(input);
        return made ? "" : made.error().code;
    }
    std::string condition(const std::string& field, const std::string& value) {
        RuleCondition made;
        made.field = field;
        made.values.push_back(value);
        Action action;
        action.type = "forward";
        action.target_group_arn = group;
        return rule(made, action);
    }
    std::string redirect(const std::string& path, const std::string& port = "443") {
        RuleCondition host;
        host.field = "host-header";
        host.values.push_back("a.test");
        Action action;
        action.type = "redirect";
        auto& config = action.redirect_config.emplace();
        config.path = path;
        config.port = port;
        config.status_code = "HTTP_301";
        return rule(host, action);
    }
    std::string balancer_attribute(const std::string& key, const std::string& value) {
        ModifyLoadBalancerAttributesInput input;
        input.load_balancer_arn = balancer;
        input.attributes.push_back({key, value});
        auto changed = fixture.call<ModifyLoadBalancerAttributes>(input);
        fixture.settle();
        return changed ? "" : changed.error().code;
    }
    std::string group_attribute(const std::string& key, const std::string& value) {
        ModifyTargetGroupAttributesInput input;
        input.target_group_arn = group;
        input.attributes.push_back({key, value});
        auto changed = fixture.call<ModifyTargetGroupAttributes>(input);
        fixture.settle();
        return changed ? "" : changed.error().code;
    }
};

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

TEST_CASE("an attribute is done, or refused, or changes nothing") {
    Ruled elb;
    const std::string http = "routing.http.";
    CHECK(elb.balancer_attribute(http + "xff_header_processing.mode", "remove") == "");
    using ForwardedFor = haproxy::RequestHeaders::ForwardedFor;
    CHECK(elb.planned().headers.forwarded_for == ForwardedFor::remove);
    CHECK(elb.balancer_attribute(http + "preserve_host_header.enabled", "true") == "");
    CHECK(elb.planned().headers.preserve_host);
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
