// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/ec2_fixture.h"
#include "aws/models/ec2/authorize_security_group_egress.h"
#include "aws/models/ec2/delete_network_interface.h"
#include "aws/models/ec2/delete_security_group.h"
#include "aws/models/ec2/describe_security_group_rules.h"
#include "aws/models/ec2/describe_security_groups.h"
#include "aws/models/ec2/modify_security_group_rules.h"
#include "aws/models/ec2/revoke_security_group_egress.h"
#include "aws/models/ec2/revoke_security_group_ingress.h"
#include "aws/models/ec2/update_security_group_rule_descriptions_ingress.h"

namespace atlas::aws::ec2 {
namespace {

AuthorizeSecurityGroupIngressInput allow(const std::string& group, IpPermission permission) {
    AuthorizeSecurityGroupIngressInput input;
    input.group_id = group;
    input.ip_permissions.push_back(std::move(permission));
    return input;
}

IpPermission from_cidr(int port, const std::string& cidr) {
    auto permission = Ec2Fixture::tcp(port);
    permission.ip_ranges.push_back({std::nullopt, cidr});
    return permission;
}

IpPermission from_group(int port, const std::string& group) {
    auto permission = Ec2Fixture::tcp(port);
    UserIdGroupPair pair;
    pair.group_id = group;
    permission.user_id_group_pairs.push_back(std::move(pair));
    return permission;
}

TEST_CASE("a new group lets everything out; Terraform takes that rule away by what it says") {
    Ec2Fixture ec2;
    auto vpc = ec2.make_vpc();
    auto group = ec2.make_group(vpc, "app");
    IpPermission everything;
    everything.ip_protocol = "-1";
    everything.ip_ranges.push_back({std::nullopt, "0.0.0.0/0"});
    RevokeSecurityGroupEgressInput revoke;
    revoke.group_id = group;
    revoke.ip_permissions.push_back(everything);
    CHECK(ec2.must<RevokeSecurityGroupEgress>(revoke).revoked_security_group_rules.size() == 1);
    CHECK(ec2.refused<RevokeSecurityGroupEgress>(revoke) == "InvalidPermission.NotFound");
    revoke.ip_permissions[0].ip_ranges.clear();
    revoke.ip_permissions[0].ipv6_ranges.push_back({std::nullopt, "::/0"});
    CHECK(ec2.refused<RevokeSecurityGroupEgress>(revoke) == "InvalidPermission.NotFound");
}

TEST_CASE("a rule has an id, is read back, changed and revoked by it") {
    Ec2Fixture ec2;
    auto vpc = ec2.make_vpc();
    auto edge = ec2.make_group(vpc, "edge");
    auto app = ec2.make_group(vpc, "app");
    auto made = ec2.must<AuthorizeSecurityGroupIngress>(allow(app, from_group(8080, edge)));
    REQUIRE(made.security_group_rules.size() == 1);
    auto id = *made.security_group_rules[0].security_group_rule_id;
    DescribeSecurityGroupRulesInput describe;
    describe.security_group_rule_ids.push_back(id);
    auto rule = ec2.must<DescribeSecurityGroupRules>(describe).security_group_rules[0];
    CHECK(rule.referenced_group_info->group_id == edge);
    CHECK(rule.is_egress == false);
    CHECK(rule.from_port == 8080);
    CHECK(!rule.description);

    ModifySecurityGroupRulesInput modify;
    modify.group_id = app;
    auto& update = modify.security_group_rules.emplace_back();
    update.security_group_rule_id = id;
    update.security_group_rule.emplace().ip_protocol = "tcp";
    update.security_group_rule->from_port = 9090;
    update.security_group_rule->to_port = 9091;
    update.security_group_rule->cidr_ipv4 = "10.0.0.7/16";
    ec2.must<ModifySecurityGroupRules>(modify);
    rule = ec2.must<DescribeSecurityGroupRules>(describe).security_group_rules[0];
    CHECK(rule.cidr_ipv4 == "10.0.0.0/16");
    CHECK(!rule.referenced_group_info);

    RevokeSecurityGroupIngressInput revoke;
    revoke.group_id = app;
    revoke.security_group_rule_ids.push_back(id);
    ec2.must<RevokeSecurityGroupIngress>(revoke);
    CHECK(ec2.refused<RevokeSecurityGroupIngress>(revoke) == "InvalidSecurityGroupRuleId.NotFound");
}

TEST_CASE("rules that cannot be are refused in EC2's words") {
    Ec2Fixture ec2;
    auto vpc = ec2.make_vpc();
    auto group = ec2.make_group(vpc, "app");
    auto once = allow(group, from_cidr(80, "0.0.0.0/0"));
    ec2.must<AuthorizeSecurityGroupIngress>(once);
    auto again = ec2.region.call<AuthorizeSecurityGroupIngress>(once);
    REQUIRE(!again.ok());
    CHECK(again.error().code == "InvalidPermission.Duplicate");
    CHECK(
        again.error().message ==
        "the specified rule \"peer: 0.0.0.0/0, TCP, from port: 80, to "
        "port: 80, ALLOW\" already exists"
    );
    auto refused = [&](IpPermission permission) {
        return ec2.refused<AuthorizeSecurityGroupIngress>(allow(group, std::move(permission)));
    };
    CHECK(refused(from_group(81, "sg-0")) == "InvalidGroup.NotFound");
    auto other = ec2.make_group(ec2.make_vpc("10.1.0.0/16"), "other");
    CHECK(refused(from_group(81, other)) == "InvalidGroup.NotFound");
    CHECK(refused(from_cidr(81, "10.0.0.0")) == "InvalidParameterValue");
    CHECK(refused(from_cidr(70'000, "10.0.0.0/8")) == "InvalidParameterValue");
    auto portless = from_cidr(1, "10.0.0.0/8");
    portless.from_port.reset();
    CHECK(refused(portless) == "InvalidParameterValue");
    auto protocol = from_cidr(1, "10.0.0.0/8");
    protocol.ip_protocol = "carrier-pigeon";
    CHECK(refused(protocol) == "InvalidParameterValue");
    CHECK(refused(Ec2Fixture::tcp(81)) == "MissingParameter");
}

TEST_CASE("protocols and ports are stored as AWS shows them") {
    Ec2Fixture ec2;
    auto group = ec2.make_group(ec2.make_vpc(), "app");
    auto by_number = from_cidr(443, "10.0.0.0/8");
    by_number.ip_protocol = "6";
    auto made = ec2.must<AuthorizeSecurityGroupIngress>(allow(group, by_number));
    CHECK(made.security_group_rules[0].ip_protocol == "tcp");
    auto all = from_cidr(443, "10.0.0.0/8");
    all.ip_protocol = "-1";
    made = ec2.must<AuthorizeSecurityGroupIngress>(allow(group, all));
    CHECK(made.security_group_rules[0].from_port == -1);
}

TEST_CASE("descriptions change without the rule") {
    Ec2Fixture ec2;
    auto group = ec2.make_group(ec2.make_vpc(), "app");
    ec2.must<AuthorizeSecurityGroupIngress>(allow(group, from_cidr(80, "0.0.0.0/0")));
    auto described = from_cidr(80, "0.0.0.0/0");
    described.ip_ranges[0].description = "the web";
    UpdateSecurityGroupRuleDescriptionsIngressInput update;
    update.group_id = group;
    update.ip_permissions.push_back(described);
    ec2.must<UpdateSecurityGroupRuleDescriptionsIngress>(update);
    DescribeSecurityGroupsInput describe;
    describe.group_ids.push_back(group);
    auto groups = ec2.must<DescribeSecurityGroups>(describe).security_groups;
    CHECK(groups[0].ip_permissions[0].ip_ranges[0].description == "the web");
}

TEST_CASE("a group goes when nothing is in it and no other group names it") {
    Ec2Fixture ec2;
    auto vpc = ec2.make_vpc();
    auto edge = ec2.make_group(vpc, "edge");
    auto app = ec2.make_group(vpc, "app");
    CreateSecurityGroupInput twice;
    twice.vpc_id = vpc;
    twice.group_name = "app";
    twice.description = "again";
    CHECK(ec2.refused<CreateSecurityGroup>(twice) == "InvalidGroup.Duplicate");
    auto rule = ec2.must<AuthorizeSecurityGroupIngress>(allow(app, from_group(8080, edge)));
    DeleteSecurityGroupInput remove;
    remove.group_id = edge;
    CHECK(ec2.refused<DeleteSecurityGroup>(remove) == "DependencyViolation");
    remove.group_id = app;
    auto eni = ec2.make_eni(ec2.make_subnet(vpc, "10.0.1.0/24"), app);
    CHECK(ec2.refused<DeleteSecurityGroup>(remove) == "DependencyViolation");
    DeleteNetworkInterfaceInput remove_eni;
    remove_eni.network_interface_id = *eni.network_interface_id;
    ec2.must<DeleteNetworkInterface>(remove_eni);
    ec2.must<DeleteSecurityGroup>(remove);
    CHECK(ec2.refused<DeleteSecurityGroup>(remove) == "InvalidGroup.NotFound");
    remove.group_id = edge;
    ec2.must<DeleteSecurityGroup>(remove);
    DescribeSecurityGroupsInput defaults;
    defaults.filters = {Ec2Fixture::filter("group-name", "default")};
    remove.group_id = ec2.must<DescribeSecurityGroups>(defaults).security_groups[0].group_id;
    CHECK(ec2.refused<DeleteSecurityGroup>(remove) == "CannotDelete");
}

}  // namespace
}  // namespace atlas::aws::ec2
