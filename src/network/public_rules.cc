// SPDX-License-Identifier: Apache-2.0
#include "network/public_rules.h"

#include <algorithm>

namespace atlas::network {

bool opens_to_internet(const std::vector<SecurityGroup>& groups, std::uint16_t port) {
    auto opens = [port](const GroupRule& rule) {
        if (rule.cidr != "0.0.0.0/0" || !rule.group.empty()) return false;
        if (rule.protocol == "-1" || rule.protocol == "all") return true;
        return rule.protocol == "tcp" && rule.from_port <= port && port <= rule.to_port;
    };
    return std::any_of(groups.begin(), groups.end(), [&](const SecurityGroup& group) {
        return std::any_of(group.ingress.begin(), group.ingress.end(), opens);
    });
}

Ruleset plan_public_rules(
    const std::string& region,
    const std::vector<PublicListener>& listeners,
    const std::map<std::string, SecurityGroup>& groups
) {
    Ruleset rules;
    rules.table = "inet atlas_" + region;
    rules.hooks["input"] = "type filter hook input priority 0; policy accept;";
    rules.chains["input"] = {
        "ip daddr @guarded tcp flags & (syn | ack | rst) == syn ip daddr . tcp dport != @open drop"
    };
    rules.sets["guarded"].type = "ipv4_addr";
    rules.sets["open"].type = "ipv4_addr . inet_service";
    for (const auto& listener : listeners) {
        rules.sets["guarded"].each[listener.address];
        std::vector<SecurityGroup> of_listener;
        for (const auto& id : listener.groups)
            if (auto group = groups.find(id); group != groups.end())
                of_listener.push_back(group->second);
        if (opens_to_internet(of_listener, listener.port))
            rules.sets["open"].each[listener.address + " . " + std::to_string(listener.port)];
    }
    return rules;
}

}  // namespace atlas::network
