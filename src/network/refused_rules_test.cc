// SPDX-License-Identifier: Apache-2.0
#include "network/refused_rules.h"

#include <doctest/doctest.h>
#include <unistd.h>

namespace atlas::network {
namespace {

TEST_CASE("rules that nft refuses are taken out, the rest stays") {
    if (::geteuid() != 0) {
        MESSAGE("skipped: nft needs root");
        return;
    }
    Ruleset rules;
    rules.table = "inet vpc";
    rules.hooks["input"] = "type filter hook input priority 0; policy drop;";
    rules.chains["input"] = {"nonsense accept"};
    rules.sets["sg_a"].type = "ipv4_addr";
    for (int port = 1; port <= 20; ++port)
        rules.chains["sg_a_in"].push_back("tcp dport " + std::to_string(port) + " accept");
    rules.chains["sg_a_in"].insert(rules.chains["sg_a_in"].begin() + 7, "icmp type 999 accept");
    rules.chains["sg_a_out"] = {"ip saddr @sg_a accept", "ip saddr 1.2.3.4/99 accept"};
    linux::SystemProcessRunner runner;
    CHECK(
        take_refused_rules(runner, rules) ==
        std::vector<std::string>{"icmp type 999 accept", "ip saddr 1.2.3.4/99 accept"}
    );
    CHECK(rules.chains["sg_a_in"].size() == 20);
    CHECK(rules.chains["sg_a_out"] == std::vector<std::string>{"ip saddr @sg_a accept"});
    CHECK(take_refused_rules(runner, rules).empty());
}

}  // namespace
}  // namespace atlas::network
