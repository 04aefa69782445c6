// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/vpc_plan.h"

#include "aws/ec2/prefix_lists.h"

namespace atlas::aws::ec2 {
namespace {

void add_rule(network::SecurityGroup& group, const RuleRow& row) {
    // Rows with an IPv6 range fall through all branches below.
    if (row.protocol == "icmpv6") return;
    network::GroupRule rule;
    rule.id = row.id;
    rule.protocol = row.protocol;
    rule.from_port = row.from_port;
    rule.to_port = row.to_port;
    auto& side = row.egress ? group.egress : group.ingress;
    if (!row.cidr.empty()) {
        rule.cidr = row.cidr;
        side.push_back(rule);
    } else if (!row.peer.empty()) {
        rule.group = row.peer;
        side.push_back(rule);
    } else if (const auto* list = find_prefix_list(row.prefix_list)) {
        for (auto cidr : list->cidrs) {
            rule.cidr = cidr;
            side.push_back(rule);
        }
    }
}

}  // namespace

network::VpcPlan make_vpc_plan(const State& state, const VpcRow& vpc) {
    network::VpcPlan plan;
    plan.id = vpc.id;
    plan.cidr = vpc.cidr;
    std::map<std::string_view, std::size_t> places;
    for (const auto& [id, row] : state.groups) {
        if (row.vpc != vpc.id) continue;
        places[id] = plan.groups.size();
        plan.groups.push_back({id, {}, {}});
    }
    for (const auto& [id, row] : state.rules) {
        auto place = places.find(row.group);
        if (place != places.end()) add_rule(plan.groups[place->second], row);
    }
    for (const auto& [id, row] : state.enis)
        if (row.vpc == vpc.id) plan.enis.push_back({id, row.address, row.groups});
    return plan;
}

}  // namespace atlas::aws::ec2
