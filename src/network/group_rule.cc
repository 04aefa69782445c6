// SPDX-License-Identifier: Apache-2.0
#include "network/group_rule.h"

#include <charconv>

#include "network/cidr.h"
#include "network/object_names.h"

namespace atlas::network {
namespace {

constexpr int port_max = 65535;
constexpr int octet_max = 255;

Error refused(std::string_view what, std::string_view value) {
    return {
        ErrorCode::invalid_argument, std::string(what) + " " + std::string(value) + " is not valid"
    };
}

Result<> check_range(std::string_view what, int value, int most) {
    if (value < 0 || value > most) return refused(what, std::to_string(value));
    return {};
}

Result<std::string> match_ports(const GroupRule& rule) {
    if (rule.from_port <= 0 && rule.to_port == port_max) return "meta l4proto " + rule.protocol;
    ATLAS_TRY(check_range("port", rule.from_port, port_max));
    ATLAS_TRY(check_range("port", rule.to_port, port_max));
    auto ports = std::to_string(rule.from_port);
    if (rule.to_port != rule.from_port) ports += "-" + std::to_string(rule.to_port);
    if (rule.to_port < rule.from_port) return refused("port range", ports);
    return rule.protocol + " dport " + ports;
}

Result<std::string> match_icmp(const GroupRule& rule) {
    if (rule.from_port == -1) return std::string("meta l4proto icmp");
    ATLAS_TRY(check_range("ICMP type", rule.from_port, octet_max));
    auto match = "icmp type " + std::to_string(rule.from_port);
    if (rule.to_port == -1) return match;
    ATLAS_TRY(check_range("ICMP code", rule.to_port, octet_max));
    return match + " icmp code " + std::to_string(rule.to_port);
}

/// The match for protocol and ports; empty = everything.
Result<std::string> match_protocol(const GroupRule& rule) {
    if (rule.protocol == "-1" || rule.protocol == "all") return std::string();
    if (rule.protocol == "tcp" || rule.protocol == "udp") return match_ports(rule);
    if (rule.protocol == "icmp") return match_icmp(rule);
    const auto& text = rule.protocol;
    int number = 0;
    auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size())
        return refused("protocol", text);
    ATLAS_TRY(check_range("protocol", number, octet_max));
    return "meta l4proto " + std::to_string(number);
}

}  // namespace

Result<std::string> render_group_rule(const GroupRule& rule, Side side, const Ruleset& known) {
    std::string text;
    const std::string end = side == Side::source ? "ip saddr " : "ip daddr ";
    if (!rule.group.empty()) {
        auto set = nft_name(rule.group);
        if (!known.sets.contains(set)) return std::string();
        text = end + "@" + set + " ";
    } else if (rule.cidr.empty() || rule.cidr.contains(':')) {
        return std::string();
    } else {
        auto range = parse_cidr(rule.cidr);
        if (!range) return refused("range", rule.cidr);
        if (range->bits > 0) text = end + range->text() + " ";
    }
    auto protocol = ATLAS_TRY(match_protocol(rule));
    if (!protocol.empty()) text += protocol + " ";
    return text + "accept";
}

}  // namespace atlas::network
