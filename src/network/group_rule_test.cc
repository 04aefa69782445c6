// SPDX-License-Identifier: Apache-2.0
#include "network/group_rule.h"

#include <random>

#include <doctest/doctest.h>
#include <unistd.h>

#include "linux/process_runner.h"

namespace atlas::network {
namespace {

std::string rendered(const GroupRule& rule) {
    Ruleset known;
    known.sets["sg_a"].type = "ipv4_addr";
    auto text = render_group_rule(rule, Side::source, known);
    return text ? text.value() : "refused: " + text.error().message();
}

TEST_CASE("a rule is rendered with its protocol, ports and peer") {
    CHECK(
        rendered({"tcp", 80, 90, "10.0.0.0/8", ""}) == "ip saddr 10.0.0.0/8 tcp dport 80-90 accept"
    );
    CHECK(rendered({"tcp", 0, 65535, "0.0.0.0/0", ""}) == "meta l4proto tcp accept");
    CHECK(rendered({"icmp", 3, 4, "", "sg-a"}) == "ip saddr @sg_a icmp type 3 icmp code 4 accept");
    CHECK(rendered({"icmp", -1, -1, "", "sg-a"}) == "ip saddr @sg_a meta l4proto icmp accept");
    CHECK(
        rendered({"47", -1, -1, "1.2.3.4/32", ""}) == "ip saddr 1.2.3.4/32 meta l4proto 47 accept"
    );
    CHECK(rendered({"-1", -1, -1, "", "sg-gone"}).empty());
    CHECK(rendered({"tcp", 1, 1, "::/0", ""}).empty());
}

TEST_CASE("a value that nft would refuse is refused by its name") {
    const std::string any = "0.0.0.0/0";
    CHECK(rendered({"icmp", 999, -1, any, ""}) == "refused: ICMP type 999 is not valid");
    CHECK(rendered({"icmp", -2, -1, any, ""}) == "refused: ICMP type -2 is not valid");
    CHECK(rendered({"icmp", 8, 300, any, ""}) == "refused: ICMP code 300 is not valid");
    CHECK(rendered({"tcp", 5, 70000, any, ""}) == "refused: port 70000 is not valid");
    CHECK(rendered({"udp", 9, 5, any, ""}) == "refused: port range 9-5 is not valid");
    CHECK(rendered({"256", -1, -1, any, ""}) == "refused: protocol 256 is not valid");
    CHECK(rendered({"tcp accept; x", -1, -1, any, ""}).starts_with("refused: protocol"));
    CHECK(rendered({"tcp", 1, 1, "1.2.3.4", ""}) == "refused: range 1.2.3.4 is not valid");
    CHECK(rendered({"tcp", 1, 1, "1.2.3.4/8 x", ""}).starts_with("refused: range"));
}

/// A random rule, usually near the limits of valid values.
GroupRule random_rule(std::mt19937& random) {
    auto one_of = [&](auto... values) {
        std::vector all{values...};
        return all[random() % all.size()];
    };
    auto number = [&] {
        int near = one_of(-2, -1, 0, 1, 8, 254, 255, 256, 65534, 65535, 65536, 1 << 30);
        return random() % 2 == 0 ? near : static_cast<int>(random() % 65536);
    };
    GroupRule rule;
    rule.protocol = random() % 4 == 0
                        ? std::to_string(random() % 300)
                        : std::string(one_of("tcp", "udp", "icmp", "-1", "all", "esp"));
    rule.from_port = number();
    rule.to_port = number();
    if (random() % 4 == 0) {
        rule.group = one_of("sg-a", "sg-none");
    } else {
        rule.cidr = std::to_string(random() % 260) + "." + std::to_string(random() % 256) + ".0." +
                    std::to_string(random() % 256) + "/" + std::to_string(random() % 34);
    }
    return rule;
}

TEST_CASE("nft takes every rule that is rendered") {
    if (::geteuid() != 0) {
        MESSAGE("skipped: nft needs root");
        return;
    }
    auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    Ruleset known;
    known.sets["sg_a"].type = "ipv4_addr";
    std::string text =
        "add table inet check\nadd set inet check sg_a { type ipv4_addr; }\n"
        "add chain inet check group\n";
    int count = 0;
    for (int attempt = 0; attempt < 4000; ++attempt) {
        auto side = attempt % 2 == 0 ? Side::source : Side::destination;
        auto rule = render_group_rule(random_rule(random), side, known);
        if (!rule || rule.value().empty()) continue;
        text += "add rule inet check group " + rule.value() + "\n";
        ++count;
    }
    CHECK(count > 500);
    linux::SystemProcessRunner runner;
    linux::Command command;
    command.args = {"nft", "-c", "-f", "-"};
    command.input = text;
    auto checked = runner.run(command);
    REQUIRE(checked);
    CHECK(checked.value().error_output.empty());
    CHECK(checked.value().code == 0);
}

}  // namespace
}  // namespace atlas::network
