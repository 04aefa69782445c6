// SPDX-License-Identifier: Apache-2.0
#include "network/vpc_rules.h"

#include <arpa/inet.h>

#include "network/group_rule.h"
#include "network/object_names.h"

namespace atlas::network {
namespace {

// Shares of one source. AWS also limits DNS to 1,024 queries per second and interface. A VPC's
// connection table has 262,144 entries. Entries of other protocols than TCP cost their sender
// nothing, so they are counted; a TCP connection costs its sender a port and a socket.
constexpr const char* query_rate = "limit rate over 1024/second burst 1024 packets";
constexpr const char* request_rate = "limit rate over 500/second burst 1000 packets";
constexpr const char* flow_count = "ct count over 8192";

/// Rules of one group in one direction.
std::vector<std::string> render_rules(
    const std::string& group, const std::vector<GroupRule>& rules, Side side, VpcRules& planned
) {
    std::vector<std::string> rendered;
    for (const auto& rule : rules) {
        auto text = render_group_rule(rule, side, planned.table);
        if (!text) {
            planned.skipped.push_back(
                "rule " + rule.id + " of " + group + " is not applied: " + text.error().message()
            );
        } else if (!text.value().empty()) {
            rendered.push_back(std::move(text).value());
        }
    }
    return rendered;
}

void add_hooks(Ruleset& rules, const std::string& resolver) {
    const std::string forward = "type filter hook forward priority ";
    rules.hooks = {
        {"anti_spoof", "type filter hook prerouting priority raw; policy accept;"},
        {"untracked", "type filter hook output priority raw; policy accept;"},
        {"input", "type filter hook input priority 0; policy drop;"},
        {"egress", forward + "0; policy drop;"},
        {"ingress", forward + "10; policy drop;"},
    };
    const std::string known = "ct state established,related accept";
    const std::string servers = "{ " + resolver + ", " + dns_address + " } ";
    const auto dns = "ip daddr " + servers;
    rules.chains["anti_spoof"] = {
        R"(iifname != "lo" iifname . ip saddr != @owned drop)",
        dns + "udp dport 53 notrack",
    };
    rules.chains["untracked"] = {"ip saddr " + servers + "udp sport 53 notrack"};
    rules.chains["input"] = {
        R"(iifname "lo" accept)",
        dns + "udp dport 53 update @queries { ip saddr " + query_rate + " } drop",
        dns + "udp dport 53 accept",
        known,
        dns + "tcp dport 53 accept",
        std::string("ip daddr ") + task_address + " update @requests { ip saddr " + request_rate +
            " } drop",
        std::string("ip daddr ") + task_address + " tcp dport { 80, 4566 } accept",
    };
    rules.chains["egress"] = {
        known,
        std::string("meta l4proto != tcp add @flows { ip saddr ") + flow_count + " } drop",
        "ip saddr vmap @senders",
    };
    rules.chains["ingress"] = {known, "ip daddr vmap @receivers"};
}

void add_shares(Ruleset& rules) {
    for (const auto* name : {"queries", "requests"}) {
        rules.sets[name].type = "ipv4_addr";
        rules.sets[name].options = "flags dynamic; size 65536; timeout 10s; ";
    }
    rules.sets["flows"].type = "ipv4_addr";
    rules.sets["flows"].options = "flags dynamic; size 65536; ";
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

Result<VpcRules> plan_vpc_rules(const std::string& region, const VpcPlan& plan) {
    VpcRules planned;
    auto& table = planned.table;
    table.table = "inet vpc";
    add_hooks(table, ATLAS_TRY(resolver_address(plan.cidr)));
    add_shares(table);
    table.sets["owned"].type = "ifname . ipv4_addr";
    table.sets["senders"].type = "ipv4_addr : verdict";
    table.sets["receivers"].type = "ipv4_addr : verdict";
    for (const auto& group : plan.groups)
        table.sets[nft_name(group.id)].type = "ipv4_addr";
    for (const auto& group : plan.groups) {
        auto name = nft_name(group.id);
        table.chains[name + "_out"] =
            render_rules(group.id, group.egress, Side::destination, planned);
        table.chains[name + "_in"] = render_rules(group.id, group.ingress, Side::source, planned);
    }
    add_enis(table, region, plan.enis);
    return planned;
}

}  // namespace atlas::network
