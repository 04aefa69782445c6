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

// The rows of ELB's tables, as JSON on the disk: shapes of the API, with what the API does not
// show. Fields may be added; their names never change (store/table.h).

/// A load balancer's network interface in one of its zones.
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

/// A load balancer. Its state ("active", …) is not stored; it comes from the engine.
struct BalancerRow {
    std::string id;  // 16 hex digits, the end of its ARN
    LoadBalancer balancer;
    Attributes attributes;
    Attributes tags;
    std::vector<ZoneInterface> interfaces;
    std::string resolver;  // the address of the VPC's resolver
    /// DeleteLoadBalancer was called: the API does not show the balancer any longer. The row stays
    /// until the engine, the names and the address are gone.
    bool deleting = false;
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

/// A registered or draining target of a group, identified by address and port.
struct TargetRow {
    std::string address;
    int port = 0;
    std::string zone;  // as the caller gave it; may be empty
    /// When it was deregistered. The target is removed once its connections have ended or the
    /// group's deregistration delay has passed.
    std::optional<Time> draining_since;
    static void fields(auto& self, auto&& field) {
        field("Address", self.address);
        field("Port", self.port);
        field("Zone", self.zone);
        field("DrainingSince", self.draining_since);
    }
};

/// A target group with its targets.
struct GroupRow {
    std::string id;  // 16 hex digits, the end of its ARN
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

/// A listener. Its default rule is a RuleRow too.
struct ListenerRow {
    std::string id;                         // 16 hex digits, the end of its ARN
    Listener listener;                      // with the default certificate, if HTTPS
    std::vector<std::string> certificates;  // ARNs of further ones, chosen by SNI
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

/// A listener's rule. The default rule has the listener's default actions.
struct RuleRow {
    std::string id;  // 16 hex digits, the end of its ARN
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

/// Gives listeners their ACM certificates. Implemented by acm, connected by region/. Region thread
/// only.
class CertificateSource {
public:
    virtual ~CertificateSource() = default;
    /// Certificate chain and private key as one PEM; nothing if the certificate does not exist or
    /// is not issued yet.
    virtual std::optional<std::string> certificate_pem(const std::string& arn) const = 0;
};

/// A target's health as a balancer sees it, in the terms of the API's TargetHealth.
struct SeenHealth {
    std::string state;
    std::string reason;
    std::string description;
};

/// The rows of ELB, by ARN, and the connections of the operations to the reconciler. Owned by the
/// service. Region thread only.
struct State {
    store::Table<BalancerRow> balancers{"elbv2.balancer"};
    store::Table<GroupRow> groups{"elbv2.group"};
    store::Table<ListenerRow> listeners{"elbv2.listener"};
    store::Table<RuleRow> rules{"elbv2.rule"};

    // Set by the service, at the latest when it starts. Those without a default are empty before.
    const CertificateSource* certificates = nullptr;
    /// Reconciles a balancer; see Balancers for this and the next three.
    std::function<void(const std::string& balancer_arn)> wake;
    std::function<bool(const BalancerRow&)> serving;
    std::function<std::string(const BalancerRow&)> trouble;
    std::function<std::optional<SeenHealth>(const BalancerRow&, const GroupRow&, const TargetRow&)>
        health;
    /// See ElbService::on_targets_change.
    std::function<void()> targets_changed = [] {};
};

/// The row with this ARN, or ELB's "not found" error of its kind. A balancer that is being deleted
/// is not found.
Answer<const BalancerRow*> find_balancer(const State& state, const std::string& arn);
Answer<const GroupRow*> find_group(const State& state, const std::string& arn);
Answer<const ListenerRow*> find_listener(const State& state, const std::string& arn);
Answer<const RuleRow*> find_rule(const State& state, const std::string& arn);

/// The listeners of a balancer, sorted by port; the rules of a listener, sorted by priority, the
/// default rule last.
std::vector<const ListenerRow*> listeners_of(const State& state, const std::string& balancer_arn);
std::vector<const RuleRow*> rules_of(const State& state, const std::string& listener_arn);
/// The ARNs of the target groups that actions forward to, sorted and without duplicates.
std::vector<std::string> groups_of(const std::vector<Action>& actions);
/// The ARNs of the balancers with a listener or rule that forwards to the group.
std::vector<std::string> balancers_of_group(const State& state, const std::string& group_arn);

/// Wake the balancer, or all balancers that use the group, and call `targets_changed`, after the
/// commit of `call`.
void wake_balancer(State& state, Call& call, const std::string& balancer_arn);
void wake_balancers_of_group(State& state, Call& call, const std::string& group_arn);

}  // namespace atlas::aws::elbv2
