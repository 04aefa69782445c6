// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <doctest/doctest.h>

#include "aws/elbv2/service.h"
#include "aws/models/ec2/create_network_interface.h"
#include "aws/models/ec2/delete_network_interface.h"
#include "aws/models/ec2/describe_subnets.h"
#include "aws/models/ec2/describe_vpcs.h"
#include "aws/models/ec2/modify_network_interface_attribute.h"
#include "aws/models/ec2/service_model.h"
#include "aws/models/elbv2/create_listener.h"
#include "aws/models/elbv2/create_load_balancer.h"
#include "aws/models/elbv2/create_rule.h"
#include "aws/models/elbv2/create_target_group.h"
#include "aws/models/elbv2/modify_load_balancer_attributes.h"
#include "aws/models/elbv2/modify_target_group_attributes.h"
#include "aws/wire/testing/fake_service.h"
#include "aws/wire/testing/service_fixture.h"
#include "network/fake_network.h"

namespace atlas::aws::elbv2 {

namespace haproxy = engines::haproxy;

/// An engine that serves as soon as a balancer is applied. Its targets are healthy; draining ones
/// have as many sessions as the test sets.
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

/// A source with the certificates arn:cert/1 and arn:cert/9.
class OneCertificate final : public CertificateSource {
public:
    std::optional<std::string> certificate_pem(const std::string& arn) const override {
        if (arn == "arn:cert/1" || arn == "arn:cert/9") return pem;
        return std::nullopt;
    }
    std::string pem = "PEM";
};

/// ELB on the real dispatcher, with a fake EC2 that has subnets of one VPC, and a fake engine. A
/// subnet's zone is the last letter of its id.
struct Elb {
    testing::ServiceFixture fixture;
    testing::FakeService ec2{ec2::service_model()};
    FakeEngine engine;
    network::FakeNetwork network;
    OneCertificate certificates;
    std::unique_ptr<ElbService> service = make_service(engine, network, certificates);
    int interfaces = 0;  // how many exist

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
        ec2.on<ec2::ModifyNetworkInterfaceAttribute>(
            [](Call&, const ec2::ModifyNetworkInterfaceAttributeInput&) {
                return Answer<ec2::ModifyNetworkInterfaceAttributeOutput>(
                    ec2::ModifyNetworkInterfaceAttributeOutput{}
                );
            }
        );
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

    /// What the engine was given for the only balancer.
    const haproxy::Balancer& planned() {
        REQUIRE(engine.balancers.size() == 1);
        return engine.balancers.begin()->second.balancer;
    }
};

/// A listener to which a test adds rules, and a balancer and group whose attributes it sets. Each
/// function returns the error's code, or "" if the call succeeded.
struct Ruled : Elb {
    std::string balancer = make_balancer();
    std::string group = make_group();
    std::string listener = *make_listener(balancer, group).value().listeners.front().listener_arn;
    int priority = 0;

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

}  // namespace atlas::aws::elbv2
