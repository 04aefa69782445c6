// SPDX-License-Identifier: Apache-2.0
#include <random>

#include "aws/ec2/ec2_fixture.h"
#include "aws/ec2/rows.h"
#include "aws/models/ec2/authorize_security_group_egress.h"
#include "aws/models/ec2/modify_security_group_rules.h"
#include "aws/models/ec2/revoke_security_group_ingress.h"
#include "json/fields.h"
#include "network/vpc_rules.h"

/// The network can render every rule that EC2 accepts. A rule that it skipped would be shown by the
/// API without being in effect.
namespace atlas::aws::ec2 {
namespace {

std::vector<std::string> skipped(Ec2Fixture& ec2, const std::string& vpc) {
    ec2.region.settle();
    auto rules = network::plan_vpc_rules("3fa9c1", ec2.network.desired.at(vpc));
    REQUIRE(rules);
    return rules.value().skipped;
}

IpPermission permission(const std::string& protocol, int from, int to, const std::string& cidr) {
    IpPermission made;
    made.ip_protocol = protocol;
    made.from_port = from;
    made.to_port = to;
    made.ip_ranges.push_back({std::nullopt, cidr});
    return made;
}

AuthorizeSecurityGroupIngressInput allow(const std::string& group, IpPermission made) {
    AuthorizeSecurityGroupIngressInput input;
    input.group_id = group;
    input.ip_permissions.push_back(std::move(made));
    return input;
}

TEST_CASE("ICMP types and codes are -1 to 255, and all types have all codes") {
    Ec2Fixture ec2;
    auto vpc = ec2.make_vpc();
    auto group = ec2.make_group(vpc, "app");
    auto said = [&](int type, int code, const std::string& protocol = "icmp") {
        auto answer = ec2.region.call<AuthorizeSecurityGroupIngress>(
            allow(group, permission(protocol, type, code, "1.1.1.1/32"))
        );
        return answer.ok() ? "" : answer.error().code + ": " + answer.error().message;
    };
    CHECK(said(0, 65535) == "InvalidParameterValue: ICMP code (65535) out of range");
    CHECK(said(999, -1) == "InvalidParameterValue: ICMP type (999) out of range");
    CHECK(said(-2, -1) == "InvalidParameterValue: ICMP type (-2) out of range");
    CHECK(said(-1, 5) == "InvalidParameterValue: ICMP code (5) out of range");
    CHECK(said(999, -1, "1") == "InvalidParameterValue: ICMP type (999) out of range");
    CHECK(said(256, 0, "icmpv6") == "InvalidParameterValue: ICMP type (256) out of range");
    CHECK(said(255, 255).empty());
    CHECK(said(8, -1).empty());
    CHECK(said(-1, -1).empty());
    auto without = permission("icmp", 8, 0, "1.1.1.1/32");
    without.to_port.reset();
    auto answer = ec2.region.call<AuthorizeSecurityGroupIngress>(allow(group, without));
    REQUIRE(!answer.ok());
    CHECK(
        answer.error().message ==
        "Invalid value 'Must specify both from and to ports with ICMP.' for portRange."
    );
    CHECK(skipped(ec2, vpc).empty());
}

TEST_CASE("a rule is changed only into one that can be") {
    Ec2Fixture ec2;
    auto group = ec2.make_group(ec2.make_vpc(), "app");
    auto made = ec2.must<AuthorizeSecurityGroupIngress>(
        allow(group, permission("tcp", 80, 80, "1.1.1.1/32"))
    );
    ModifySecurityGroupRulesInput modify;
    modify.group_id = group;
    SecurityGroupRuleUpdate update;
    update.security_group_rule_id = *made.security_group_rules[0].security_group_rule_id;
    SecurityGroupRuleRequest wanted;
    wanted.ip_protocol = "icmp";
    wanted.from_port = 999;
    wanted.to_port = -1;
    wanted.cidr_ipv4 = "1.1.1.1/32";
    update.security_group_rule = wanted;
    modify.security_group_rules.push_back(update);
    CHECK(ec2.refused<ModifySecurityGroupRules>(modify) == "InvalidParameterValue");
    modify.security_group_rules[0].security_group_rule->ip_protocol = "tcp";
    modify.security_group_rules[0].security_group_rule->from_port.reset();
    CHECK(ec2.refused<ModifySecurityGroupRules>(modify) == "InvalidParameterValue");
    modify.security_group_rules[0].security_group_rule->from_port = -1;
    CHECK(ec2.refused<ModifySecurityGroupRules>(modify).empty());
}

TEST_CASE("whatever rule is accepted is rendered") {
    auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    auto one_of = [&](auto... values) {
        std::vector all{values...};
        return all[random() % all.size()];
    };
    auto number = [&] { return one_of(-2, -1, 0, 1, 8, 80, 255, 256, 999, 65535, 65536, 70000); };
    Ec2Fixture ec2;
    auto vpc = ec2.make_vpc();
    auto group = ec2.make_group(vpc, "app");
    int accepted = 0;
    for (int attempt = 0; attempt < 1000; ++attempt) {
        auto protocol =
            random() % 4 == 0
                ? std::to_string(random() % 300)
                : std::string(one_of("tcp", "UDP", "icmp", "1", "6", "-1", "all", "58"));
        auto cidr = std::to_string(random() % 260) + "." + std::to_string(random() % 256) + ".0." +
                    std::to_string(random() % 256) + "/" + std::to_string(random() % 34);
        auto input = allow(group, permission(protocol, number(), number(), cidr));
        if (ec2.refused<AuthorizeSecurityGroupIngress>(input).empty()) ++accepted;
    }
    CHECK(accepted > 50);
    CHECK(skipped(ec2, vpc).empty());
}

TEST_CASE("a group has at most a thousand rules in one direction") {
    Ec2Fixture ec2;
    auto group = ec2.make_group(ec2.make_vpc(), "app");
    AuthorizeSecurityGroupIngressInput input;
    input.group_id = group;
    for (int port = 1; port <= 1000; ++port)
        input.ip_permissions.push_back(permission("tcp", port, port, "1.1.1.1/32"));
    CHECK(ec2.refused<AuthorizeSecurityGroupIngress>(input).empty());
    CHECK(
        ec2.refused<AuthorizeSecurityGroupIngress>(
            allow(group, permission("udp", 1, 1, "1.1.1.1/32"))
        ) == "RulesPerSecurityGroupLimitExceeded"
    );
}

TEST_CASE("a rule of an earlier version that would be refused today can be revoked") {
    Ec2Fixture ec2;
    auto vpc = ec2.make_vpc();
    auto group = ec2.make_group(vpc, "app");
    RuleRow row;
    row.id = "sgr-0001";
    row.group = group;
    row.protocol = "icmp";
    row.from_port = 999;
    row.to_port = -1;
    row.cidr = "1.1.1.1/32";
    for (auto* table : ec2.service->tables()) {
        if (table->name() == "ec2.security_group_rule")
            REQUIRE(table->load(row.id, json::serialize(json::to_value(row))));
    }
    RevokeSecurityGroupIngressInput revoke;
    revoke.group_id = group;
    revoke.ip_permissions.push_back(permission("icmp", 999, -1, "1.1.1.1/32"));
    CHECK(ec2.must<RevokeSecurityGroupIngress>(revoke).revoked_security_group_rules.size() == 1);
}

}  // namespace
}  // namespace atlas::aws::ec2
