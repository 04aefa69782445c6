// SPDX-License-Identifier: Apache-2.0
#include "network/vpc_rules.h"

#include <doctest/doctest.h>

#include "network/public_rules.h"

namespace atlas::network {
namespace {

SecurityGroup group(std::string id, std::vector<GroupRule> in, std::vector<GroupRule> out) {
    return {std::move(id), std::move(in), std::move(out)};
}

/// Everything rendered from the plan except the hooks, which are the same for every plan.
const std::string expected_text =
    R"(add set inet vpc flows { type ipv4_addr; flags dynamic; size 65536; }
add set inet vpc owned { type ifname . ipv4_addr; }
add set inet vpc queries { type ipv4_addr; flags dynamic; size 65536; timeout 10s; }
add map inet vpc receivers { type ipv4_addr : verdict; }
add set inet vpc requests { type ipv4_addr; flags dynamic; size 65536; timeout 10s; }
add map inet vpc senders { type ipv4_addr : verdict; }
add set inet vpc sg_app { type ipv4_addr; }
add set inet vpc sg_lb { type ipv4_addr; }
add chain inet vpc eni_0000a1_in
add chain inet vpc eni_0000a1_out
add chain inet vpc eni_0000b2_in
add chain inet vpc eni_0000b2_out
add chain inet vpc sg_app_in
add chain inet vpc sg_app_out
add chain inet vpc sg_lb_in
add chain inet vpc sg_lb_out
add element inet vpc owned { "e3fa9c1i-0000a1" . 10.0.0.5, "e3fa9c1i-0000b2" . 10.0.1.10 }
add element inet vpc receivers { 10.0.0.5 : jump eni_0000a1_in, 10.0.1.10 : jump eni_0000b2_in }
add element inet vpc senders { 10.0.0.5 : jump eni_0000a1_out, 10.0.1.10 : jump eni_0000b2_out }
add element inet vpc sg_app { 10.0.1.10 }
add element inet vpc sg_lb { 10.0.0.5, 10.0.1.10 }
add rule inet vpc anti_spoof iifname != "lo" iifname . ip saddr != @owned drop
add rule inet vpc anti_spoof ip daddr { 10.0.0.2, 169.254.169.253 } udp dport 53 notrack
add rule inet vpc egress ct state established,related accept
add rule inet vpc egress meta l4proto != tcp add @flows { ip saddr ct count over 8192 } drop
add rule inet vpc egress ip saddr vmap @senders
add rule inet vpc eni_0000a1_in jump sg_lb_in
add rule inet vpc eni_0000a1_out jump sg_lb_out
add rule inet vpc eni_0000b2_in jump sg_app_in
add rule inet vpc eni_0000b2_in jump sg_lb_in
add rule inet vpc eni_0000b2_out jump sg_app_out
add rule inet vpc eni_0000b2_out jump sg_lb_out
add rule inet vpc ingress ct state established,related accept
add rule inet vpc ingress ip daddr vmap @receivers
add rule inet vpc input iifname "lo" accept
)"
    "add rule inet vpc input ip daddr { 10.0.0.2, 169.254.169.253 } udp dport 53 update @queries"
    " { ip saddr limit rate over 1024/second burst 1024 packets } drop\n"
    R"(add rule inet vpc input ip daddr { 10.0.0.2, 169.254.169.253 } udp dport 53 accept
add rule inet vpc input ct state established,related accept
add rule inet vpc input ip daddr { 10.0.0.2, 169.254.169.253 } tcp dport 53 accept
)"
    "add rule inet vpc input ip daddr 169.254.170.2 update @requests"
    " { ip saddr limit rate over 500/second burst 1000 packets } drop\n"
    R"(add rule inet vpc input ip daddr 169.254.170.2 tcp dport { 80, 4566 } accept
add rule inet vpc sg_app_in ip saddr @sg_lb tcp dport 8080-8090 accept
add rule inet vpc sg_app_in ip saddr 10.0.0.0/16 icmp type 8 accept
add rule inet vpc sg_app_out accept
add rule inet vpc sg_lb_in tcp dport 443 accept
add rule inet vpc sg_lb_out ip daddr @sg_app tcp dport 8080 accept
add rule inet vpc untracked ip saddr { 10.0.0.2, 169.254.169.253 } udp sport 53 notrack
)";

TEST_CASE("a plan as the text that nft gets") {
    VpcPlan plan;
    plan.id = "vpc-1";
    plan.cidr = "10.0.0.0/16";
    plan.groups = {
        group("sg-lb", {{"tcp", 443, 443, "0.0.0.0/0", ""}}, {{"tcp", 8080, 8080, "", "sg-app"}}),
        group(
            "sg-app",
            {{"tcp", 8080, 8090, "", "sg-lb"}, {"icmp", 8, -1, "10.0.0.0/16", ""}},
            {{"-1", 0, 65535, "0.0.0.0/0", ""},
             {"tcp", 1, 1, "::/0", ""},
             {"udp", 5, 5, "", "sg-no"}}
        ),
    };
    plan.enis = {
        {"eni-0000a1", "10.0.0.5", {"sg-lb"}},
        {"eni-0000b2", "10.0.1.10", {"sg-app", "sg-lb"}},
    };
    auto rules = plan_vpc_rules("3fa9c1", plan);
    REQUIRE(rules);
    auto text = render_anew({}, rules.value().table);
    CHECK(rules.value().skipped.empty());
    // Hooks and the router's input chain are the same for every plan.
    auto from = text.find("add set inet vpc flows");
    REQUIRE(from != std::string::npos);
    CHECK(text.substr(from) == expected_text);
}

TEST_CASE("a rule that nft would refuse is left out and named, the others are rendered") {
    VpcPlan plan;
    plan.cidr = "10.0.0.0/16";
    plan.groups = {group(
        "sg-a",
        {{"icmp", 999, -1, "1.1.1.1/32", "", "sgr-1"}, {"tcp", 80, 80, "0.0.0.0/0", "", "sgr-2"}},
        {{"esp", -1, -1, "0.0.0.0/0", "", "sgr-3"}}
    )};
    auto rules = plan_vpc_rules("3fa9c1", plan);
    REQUIRE(rules);
    CHECK(
        rules.value().skipped ==
        std::vector<std::string>{
            "rule sgr-3 of sg-a is not applied: protocol esp is not valid",
            "rule sgr-1 of sg-a is not applied: ICMP type 999 is not valid",
        }
    );
    CHECK(
        rules.value().table.chains.at("sg_a_in") == std::vector<std::string>{"tcp dport 80 accept"}
    );
    CHECK(rules.value().table.chains.at("sg_a_out").empty());
}

TEST_CASE("a plan without an IPv4 range is refused") {
    VpcPlan plan;
    plan.cidr = "here";
    CHECK(!plan_vpc_rules("3fa9c1", plan));
}

TEST_CASE("a public listener is open where a rule covers the internet and its port") {
    auto edge = group("sg-lb", {{"tcp", 443, 443, "0.0.0.0/0", ""}}, {});
    CHECK(opens_to_internet({edge}, 443));
    CHECK(!opens_to_internet({edge}, 80));
    CHECK(!opens_to_internet({group("sg-x", {{"tcp", 443, 443, "127.0.0.0/8", ""}}, {})}, 443));
    CHECK(!opens_to_internet({group("sg-x", {{"udp", 443, 443, "0.0.0.0/0", ""}}, {})}, 443));
    CHECK(opens_to_internet({group("sg-x", {{"-1", -1, -1, "0.0.0.0/0", ""}}, {})}, 443));
    auto rules = plan_public_rules(
        "3fa9c1",
        {{"elb:a", "127.77.1.10", 443, {"sg-lb"}},
         {"elb:a", "127.77.1.10", 80, {"sg-lb"}},
         {"kafka:b", "127.77.1.11", 9198, {"sg-none"}}},
        {{"sg-lb", edge}}
    );
    auto text = render_anew({}, rules);
    CHECK(text.contains("add element inet atlas_3fa9c1 guarded { 127.77.1.10, 127.77.1.11 }\n"));
    CHECK(text.contains("add element inet atlas_3fa9c1 open { 127.77.1.10 . 443 }\n"));
}

}  // namespace
}  // namespace atlas::network
