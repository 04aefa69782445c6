// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "aws/models/elbv2/listener.h"
#include "aws/models/elbv2/load_balancer.h"
#include "aws/models/elbv2/rule.h"
#include "aws/models/elbv2/target_group.h"
#include "aws/wire/call.h"
#include "store/table.h"

namespace atlas::aws::elbv2 {

using Attributes = std::map<std::string, std::string>;

/// A balancer's interface in one of its zones.
struct ZoneInterface {
    std::string zone;
    std::string subnet;
    std::string eni;
    std::string address;
    static void fields(auto& self, auto&& field) {
        field("Zone", self.zone);
        field("Subnet", self.subnet);
        field("Eni", self.eni);
        field("Address", self.address);
    }
};

struct BalancerRow {
    std::string id;  // 16 hex digits, the end of its ARN
    LoadBalancer balancer;
    Attributes attributes;
    Attributes tags;
    std::vector<ZoneInterface> interfaces;
    std::string resolver;   // the VPC's base+2
    bool deleting = false;  // gone for its callers; its engine is being taken down
    static void fields(auto& self, auto&& field) {
        field("Id", self.id);
        field("Balancer", self.balancer);
        field("Attributes", self.attributes);
        field("Tags", self.tags);
        field("Interfaces", self.interfaces);
        field("Resolver", self.resolver);
        field("Deleting", self.deleting);
    }
};

struct TargetRow {
    std::string address;
    int port = 0;
    std::string zone;
    std::optional<Time>
        draining_since;  // deregistered then; it goes when its connections have ended
    static void fields(auto& self, auto&& field) {
        field("Address", self.address);
        field("Port", self.port);
        field("Zone", self.zone);
        field("DrainingSince", self.draining_since);
    }
};

struct GroupRow {
    std::string id;
    TargetGroup group;
    Attributes attributes;
    Attributes tags;
    std::vector<TargetRow> targets;
    static void fields(auto& self, auto&& field) {
        field("Id", self.id);
        field("Group", self.group);
        field("Attributes", self.attributes);
        field("Tags", self.tags);
        field("Targets", self.targets);
    }
};

struct ListenerRow {
    std::string id;
    Listener listener;                      // its first certificate is the default one
    std::vector<std::string> certificates;  // further ones, chosen by SNI
    Attributes attributes;
    Attributes tags;
    static void fields(auto& self, auto&& field) {
        field("Id", self.id);
        field("Listener", self.listener);
        field("Certificates", self.certificates);
        field("Attributes", self.attributes);
        field("Tags", self.tags);
    }
};

struct RuleRow {
    std::string id;
    std::string listener_arn;
    Rule rule;
    Attributes tags;
    static void fields(auto& self, auto&& field) {
        field("Id", self.id);
        field("ListenerArn", self.listener_arn);
        field("Rule", self.rule);
        field("Tags", self.tags);
    }
};

/// What an ACM certificate is to a listener; implemented by acm, wired by region/.
class CertificateSource {
public:
    virtual ~CertificateSource() = default;
    /// Chain and key as one PEM; nothing for an ARN that is not there or not issued yet.
    virtual std::optional<std::string> certificate_pem(const std::string& arn) const = 0;
};

/// A target's health as its balancers see it: (state, reason, description).
struct SeenHealth {
    std::string state;
    std::string reason;
    std::string description;
};

/// All rows of ELB, by ARN, and the ways to those who act on them. Region thread only.
struct State {
    store::Table<BalancerRow> balancers{"elbv2.balancer"};
    store::Table<GroupRow> groups{"elbv2.group"};
    store::Table<ListenerRow> listeners{"elbv2.listener"};
    store::Table<RuleRow> rules{"elbv2.rule"};

    // Set by the service at its start.
    const CertificateSource* certificates = nullptr;
    /// A balancer's desired state has changed.
    std::function<void(const std::string& balancer_arn)> wake;
    std::function<bool(const BalancerRow&)> serving;
    /// Why a balancer does not serve as its rows say; empty while it does.
    std::function<std::string(const BalancerRow&)> trouble;
    std::function<std::optional<SeenHealth>(const BalancerRow&, const GroupRow&, const TargetRow&)>
        health;
    /// What DescribeTargetHealth answers may have changed, of any group; called after it did.
    std::function<void()> targets_changed = [] {};
};

/// The row, or AWS's "not found" of its kind.
Answer<const BalancerRow*> find_balancer(const State& state, const std::string& arn);
Answer<const GroupRow*> find_group(const State& state, const std::string& arn);
Answer<const ListenerRow*> find_listener(const State& state, const std::string& arn);
Answer<const RuleRow*> find_rule(const State& state, const std::string& arn);

/// Listeners of a balancer and rules of a listener (the default rule too), by port and priority.
std::vector<const ListenerRow*> listeners_of(const State& state, const std::string& balancer_arn);
std::vector<const RuleRow*> rules_of(const State& state, const std::string& listener_arn);
/// ARNs of the target groups that actions forward to.
std::vector<std::string> groups_of(const std::vector<Action>& actions);
/// ARNs of the balancers that forward to a group, through listener or rule.
std::vector<std::string> balancers_of_group(const State& state, const std::string& group_arn);

/// After this call's commit the balancer is brought to its desired state, and whoever waits for
/// targets is told.
void wake_balancer(State& state, Call& call, const std::string& balancer_arn);
void wake_balancers_of_group(State& state, Call& call, const std::string& group_arn);

}  // namespace atlas::aws::elbv2
