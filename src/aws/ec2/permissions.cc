// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/permissions.h"

#include <charconv>
#include <tuple>

#include "aws/ec2/errors.h"
#include "aws/ec2/prefix_lists.h"
#include "network/cidr.h"

namespace atlas::aws::ec2 {
namespace {

constexpr int port_max = 65535;
constexpr int protocol_max = 255;
constexpr int icmp_max = 255;

Answer<std::string> normal_protocol(std::string text) {
    for (auto& letter : text)
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    if (text == "all") return std::string("-1");
    constexpr std::pair<std::string_view, std::string_view> numbers[] = {
        {"6", "tcp"}, {"17", "udp"}, {"1", "icmp"}, {"58", "icmpv6"}
    };
    for (const auto& [number, name] : numbers)
        if (text == number || text == name) return std::string(name);
    if (text == "-1") return text;
    int number = 0;
    auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size() || number < 0 ||
        number > protocol_max)
        return invalid_value("Invalid value '" + text + "' for IP protocol. Unknown protocol.");
    return text;
}

AwsError ports_missing(std::string_view protocol) {
    return invalid_value(
        "Invalid value 'Must specify both from and to ports with " + std::string(protocol) +
        ".' for portRange."
    );
}

Answer<> check_port_range(RuleRow& rule) {
    // AWS accepts -1 as all ports of TCP and UDP too.
    if (rule.from_port == -1 && rule.to_port == -1) {
        rule.from_port = 0;
        rule.to_port = port_max;
    }
    auto valid = [](int port) { return port >= 0 && port <= port_max; };
    if (!valid(rule.from_port) || !valid(rule.to_port) || rule.from_port > rule.to_port)
        return invalid_value(
            "Invalid TCP/UDP port range (" + std::to_string(rule.from_port) + ":" +
            std::to_string(rule.to_port) + ")"
        );
    return {};
}

/// `from_port` is the ICMP type and `to_port` the code; -1 means all. All types imply all codes.
Answer<> check_icmp(const RuleRow& rule) {
    auto out_of_range = [](std::string_view what, int value) {
        return invalid_value(
            "ICMP " + std::string(what) + " (" + std::to_string(value) + ") out of range"
        );
    };
    if (rule.from_port < -1 || rule.from_port > icmp_max)
        return out_of_range("type", rule.from_port);
    if (rule.to_port < -1 || rule.to_port > icmp_max) return out_of_range("code", rule.to_port);
    if (rule.from_port == -1 && rule.to_port != -1) return out_of_range("code", rule.to_port);
    return {};
}

/// Accepts only rules that the network can render, because it skips those that it cannot.
Answer<> check_ports(RuleRow& rule, bool ports_given) {
    if (rule.protocol == "tcp" || rule.protocol == "udp") {
        if (!ports_given) return ports_missing("TCP/UDP");
        return check_port_range(rule);
    }
    if (rule.protocol == "icmp" || rule.protocol == "icmpv6") {
        if (!ports_given && rule.protocol == "icmp") return ports_missing("ICMP");
        return check_icmp(rule);
    }
    rule.from_port = rule.to_port = -1;
    return {};
}

Answer<> check_target(const State& state, const SecurityGroupRow& group, RuleRow& rule) {
    if (!rule.cidr.empty()) {
        auto range = network::parse_cidr(rule.cidr);
        if (!range) return invalid_value("CIDR block " + rule.cidr + " is malformed");
        rule.cidr = range->text();
    } else if (!rule.cidr6.empty()) {
        auto range = network::normal_cidr6(rule.cidr6);
        if (!range) return invalid_value("CIDR block " + rule.cidr6 + " is malformed");
        rule.cidr6 = *range;
    } else if (!rule.prefix_list.empty()) {
        if (!find_prefix_list(rule.prefix_list))
            return AwsError{
                "InvalidPrefixListId.NotFound",
                "The prefix list ID '" + rule.prefix_list + "' does not exist",
                400,
                {}
            };
    } else if (!rule.peer.empty()) {
        const auto& peer = *ATLAS_TRY(need(state.groups, rule.peer));
        if (peer.vpc != group.vpc)
            return AwsError{
                "InvalidGroup.NotFound",
                "You have specified two resources that belong to different networks.",
                400,
                {}
            };
    } else {
        return missing_parameter("one of CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupId");
    }
    return {};
}

/// The id of the group that a pair names, by id or by its name within the same VPC. An unknown name
/// is returned as it is, for the later "not found" error.
std::string peer_of(
    const State& state, const SecurityGroupRow& group, const UserIdGroupPair& pair
) {
    if (pair.group_id) return *pair.group_id;
    const auto* named = State::select_one(state.groups, [&](const SecurityGroupRow& row) {
        return row.vpc == group.vpc && row.name == pair.group_name.value_or("");
    });
    return named ? named->id : pair.group_name.value_or("");
}

/// One rule for each range, prefix list and group of a permission. `rule` has what they share.
std::vector<RuleRow> split(
    const State& state, const SecurityGroupRow& group, const IpPermission& permission, RuleRow rule
) {
    std::vector<RuleRow> rules;
    auto add = [&](std::string RuleRow::* member, const auto& value, const auto& description) {
        auto one = rule;
        one.*member = value;
        one.description = description.value_or("");
        rules.push_back(std::move(one));
    };
    for (const auto& range : permission.ip_ranges)
        add(&RuleRow::cidr, range.cidr_ip.value_or(""), range.description);
    for (const auto& range : permission.ipv6_ranges)
        add(&RuleRow::cidr6, range.cidr_ipv6.value_or(""), range.description);
    for (const auto& list : permission.prefix_list_ids)
        add(&RuleRow::prefix_list, list.prefix_list_id.value_or(""), list.description);
    for (const auto& pair : permission.user_id_group_pairs)
        add(&RuleRow::peer, peer_of(state, group, pair), pair.description);
    return rules;
}

}  // namespace

Answer<> normalize_rule(
    const State& state, const SecurityGroupRow& group, bool ports_given, RuleRow& rule
) {
    if (rule.protocol.empty()) return missing_parameter("ipProtocol");
    rule.protocol = ATLAS_TRY(normal_protocol(rule.protocol));
    ATLAS_TRY(check_ports(rule, ports_given));
    return check_target(state, group, rule);
}

Answer<std::vector<RuleRow>> rules_of(
    const State& state,
    const SecurityGroupRow& group,
    bool egress,
    RuleUse use,
    const json::List<IpPermission>& permissions
) {
    std::vector<RuleRow> rules;
    for (const auto& permission : permissions) {
        RuleRow rule;
        rule.group = group.id;
        rule.egress = egress;
        if (!permission.ip_protocol) return missing_parameter("ipProtocol");
        rule.protocol = ATLAS_TRY(normal_protocol(*permission.ip_protocol));
        rule.from_port = permission.from_port.value_or(-1);
        rule.to_port = permission.to_port.value_or(-1);
        auto checked = check_ports(rule, permission.from_port && permission.to_port);
        if (!checked && use == RuleUse::stored) return std::move(checked).error();
        auto parts = split(state, group, permission, rule);
        if (parts.empty()) return missing_parameter("ipRanges or userIdGroupPairs");
        for (auto& part : parts) {
            ATLAS_TRY(check_target(state, group, part));
            rules.push_back(std::move(part));
        }
    }
    return rules;
}

const RuleRow* find_same_rule(const State& state, const RuleRow& rule) {
    return State::select_one(state.rules, [&](const RuleRow& row) {
        if (row.cidr6.empty() || row.cidr6 == rule.cidr6) return row.says_what(rule);
        // Earlier versions stored an IPv6 range as the client wrote it.
        auto normal = row;
        normal.cidr6 = network::normal_cidr6(row.cidr6).value_or(row.cidr6);
        return normal.says_what(rule);
    });
}

json::List<IpPermission> render_permissions(
    const State& state, const std::string& account, const std::string& group, bool egress
) {
    std::map<std::tuple<std::string, int, int>, IpPermission> permissions;
    auto said = [](const RuleRow& row) {
        return row.description.empty() ? std::nullopt : std::optional(row.description);
    };
    for (const auto& [id, row] : state.rules) {
        if (row.group != group || row.egress != egress) continue;
        auto& permission = permissions[{row.protocol, row.from_port, row.to_port}];
        permission.ip_protocol = row.protocol;
        if (row.protocol == "tcp" || row.protocol == "udp" || row.protocol.starts_with("icmp")) {
            permission.from_port = row.from_port;
            permission.to_port = row.to_port;
        }
        if (!row.cidr.empty()) {
            permission.ip_ranges.push_back({said(row), row.cidr});
        } else if (!row.cidr6.empty()) {
            permission.ipv6_ranges.push_back({said(row), row.cidr6});
        } else if (!row.prefix_list.empty()) {
            permission.prefix_list_ids.push_back({said(row), row.prefix_list});
        } else {
            UserIdGroupPair pair;
            pair.description = said(row);
            pair.user_id = account;
            pair.group_id = row.peer;
            permission.user_id_group_pairs.push_back(std::move(pair));
        }
    }
    json::List<IpPermission> rendered;
    for (auto& [key, permission] : permissions)
        rendered.push_back(std::move(permission));
    return rendered;
}

}  // namespace atlas::aws::ec2
