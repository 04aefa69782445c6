// SPDX-License-Identifier: Apache-2.0
#include "network/vpc_rules.h"

#include <arpa/inet.h>

#include "network/object_names.h"

namespace atlas::network {
namespace {

/// What a rule says of the protocol and its ports; empty = everything.
std::string match_protocol(const GroupRule& rule) {
    if (rule.protocol == "-1" || rule.protocol == "all") return {};
    if (rule.protocol == "tcp" || rule.protocol == "udp") {
        if (rule.from_port <= 0 && rule.to_port >= 65535) return "meta l4proto " + rule.protocol;
        auto ports = std::to_string(rule.from_port);
        if (rule.to_port != rule.from_port) ports += "-" + std::to_string(rule.to_port);
        return rule.protocol + " dport " + ports;
    }
    if (rule.protocol == "icmp") {
        if (rule.from_port < 0) return "meta l4proto icmp";
        auto match = "icmp type " + std::to_string(rule.from_port);
        if (rule.to_port >= 0) match += " icmp code " + std::to_string(rule.to_port);
        return match;
    }
    return "meta l4proto " + rule.protocol;
}

/// Rules of one group and direction; `side` is how the other end is matched: "saddr" or "daddr".
std::vector<std::string> render_rules(
    const std::vector<GroupRule>& rules, const std::string& side, const Ruleset& known
) {
    std::vector<std::string> rendered;
    for (const auto& rule : rules) {
        std::string text;
        if (!rule.group.empty()) {
            auto set = nft_name(rule.group);
            if (!known.sets.contains(set)) continue;
            text = "ip " + side + " @" + set + " ";
        } else if (rule.cidr.empty() || rule.cidr.contains(':')) {
            continue;  // There is no IPv6 that it could match.
        } else if (rule.cidr != "0.0.0.0/0") {
            text = "ip " + side + " " + rule.cidr + " ";
        }
        auto protocol = match_protocol(rule);
        if (!protocol.empty()) text += protocol + " ";
        text += "accept";
        rendered.push_back(std::move(text));
    }
    return rendered;
}

void add_hooks(Ruleset& rules, const std::string& resolver) {
    const std::string forward = "type filter hook forward priority ";
    rules.hooks = {
        {"anti_spoof", "type filter hook prerouting priority raw; policy accept;"},
        {"input", "type filter hook input priority 0; policy drop;"},
        {"egress", forward + "0; policy drop;"},
        {"ingress", forward + "10; policy drop;"},
    };
    const std::string known = "ct state established,related accept";
    auto dns = "ip daddr { " + resolver + ", " + dns_address + " } ";
    rules.chains["anti_spoof"] = {R"(iifname != "lo" iifname . ip saddr != @owned drop)"};
    rules.chains["input"] = {
        R"(iifname "lo" accept)",
        known,
        dns + "udp dport 53 accept",
        dns + "tcp dport 53 accept",
        std::string("ip daddr ") + task_address + " tcp dport { 80, 4566 } accept",
    };
    rules.chains["egress"] = {known, "ip saddr vmap @senders"};
    rules.chains["ingress"] = {known, "ip daddr vmap @receivers"};
}

void add_enis(Ruleset& rules, const std::string& region, const std::vector<Eni>& enis) {
    for (const auto& eni : enis) {
        auto name = nft_name(eni.id);
        rules.sets["owned"].each["\"" + router_interface(region, eni.id) + "\" . " + eni.address];
        rules.sets["senders"].each[eni.address] = "jump " + name + "_out";
        rules.sets["receivers"].each[eni.address] = "jump " + name + "_in";
        auto& out = rules.chains[name + "_out"];
        auto& in = rules.chains[name + "_in"];
        for (const auto& group : eni.groups) {
            auto set = nft_name(group);
            if (!rules.sets.contains(set)) continue;
            rules.sets[set].each[eni.address];
            out.push_back("jump " + set + "_out");
            in.push_back("jump " + set + "_in");
        }
    }
}

}  // namespace

Result<std::string> resolver_address(const std::string& cidr) {
    in_addr base{};
    if (::inet_pton(AF_INET, cidr.substr(0, cidr.find('/')).c_str(), &base) != 1)
        return Error(ErrorCode::invalid_argument, "no IPv4 range: " + cidr);
    base.s_addr = htonl(ntohl(base.s_addr) + 2);
    char text[INET_ADDRSTRLEN] = {};
    ::inet_ntop(AF_INET, &base, static_cast<char*>(text), sizeof text);
    return std::string(static_cast<const char*>(text));
}

Result<Ruleset> plan_vpc_rules(const std::string& region, const VpcPlan& plan) {
    Ruleset rules;
    rules.table = "inet vpc";
    add_hooks(rules, ATLAS_TRY(resolver_address(plan.cidr)));
    rules.sets["owned"].type = "ifname . ipv4_addr";
    rules.sets["senders"].type = "ipv4_addr : verdict";
    rules.sets["receivers"].type = "ipv4_addr : verdict";
    for (const auto& group : plan.groups)
        rules.sets[nft_name(group.id)].type = "ipv4_addr";
    for (const auto& group : plan.groups) {
        auto name = nft_name(group.id);
        rules.chains[name + "_out"] = render_rules(group.egress, "daddr", rules);
        rules.chains[name + "_in"] = render_rules(group.ingress, "saddr", rules);
    }
    add_enis(rules, region, plan.enis);
    return rules;
}

}  // namespace atlas::network
