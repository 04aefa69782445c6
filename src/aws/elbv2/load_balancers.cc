// SPDX-License-Identifier: Apache-2.0
// CreateLoadBalancer, DescribeLoadBalancers, DeleteLoadBalancer, SetSecurityGroups, SetSubnets,
// SetIpAddressType.
#include <algorithm>
#include <set>

#include "aws/elbv2/attributes.h"
#include "aws/elbv2/operations.h"
#include "aws/elbv2/page.h"
#include "aws/elbv2/place_interfaces.h"
#include "aws/models/elbv2/create_load_balancer.h"
#include "aws/models/elbv2/delete_load_balancer.h"
#include "aws/models/elbv2/describe_load_balancers.h"
#include "aws/models/elbv2/set_ip_address_type.h"
#include "aws/models/elbv2/set_security_groups.h"
#include "aws/models/elbv2/set_subnets.h"
#include "base/letter_case.h"

namespace atlas::aws::elbv2 {
namespace {

LoadBalancer shown(const State& state, const BalancerRow& row) {
    auto balancer = row.balancer;
    LoadBalancerState now;
    now.code = state.serving && state.serving(row) ? "active" : "provisioning";
    // Terraform waits for the code "active", so a balancer that serves despite some trouble has
    // that code too, and the trouble is only in the reason.
    if (auto trouble = state.trouble ? state.trouble(row) : ""; !trouble.empty())
        now.reason = trouble;
    balancer.state = now;
    return balancer;
}

Answer<> check_name(const State& state, const std::string& name) {
    bool fits = !name.empty() && name.size() <= 32 && !name.starts_with("internal-") &&
                !name.starts_with('-') && !name.ends_with('-') &&
                std::ranges::all_of(name, [](unsigned char character) {
                    return std::isalnum(character) || character == '-';
                });
    if (!fits) {
        return validation_error(
            "The load balancer name '" + name +
            "' must be 1 to 32 alphanumeric characters or hyphens, and begin and end with none"
        );
    }
    for (const auto& [arn, row] : state.balancers) {
        if (row.balancer.load_balancer_name == name) {
            return AwsError{
                "DuplicateLoadBalancerName",
                "A load balancer with the same name '" + name +
                    "' exists, but with different settings",
                400,
                {}
            };
        }
    }
    return {};
}

std::vector<std::string> subnets_asked(const auto& input) {
    std::vector<std::string> subnets(input.subnets.begin(), input.subnets.end());
    for (const auto& mapping : input.subnet_mappings)
        subnets.push_back(mapping.subnet_id.value_or(""));
    return subnets;
}

json::List<AvailabilityZone> zones_of(const std::vector<ZoneInterface>& interfaces) {
    json::List<AvailabilityZone> zones;
    for (const auto& interface : interfaces) {
        AvailabilityZone zone;
        zone.zone_name = interface.zone;
        zone.subnet_id = interface.subnet;
        zones.push_back(std::move(zone));
    }
    return zones;
}

Answer<CreateLoadBalancerOutput> create_load_balancer(
    State& state, Call& call, const CreateLoadBalancerInput& input
) {
    if (auto fits = check_name(state, input.name); !fits) return std::move(fits).error();
    if (input.type.value_or("application") != "application") {
        return validation_error(
            "Load balancer type '" + *input.type + "' is not available in this region"
        );
    }
    BalancerRow row;
    row.id = call.random().hex(16);
    row.attributes = balancer_attribute_defaults();
    row.tags = tag_map(input.tags);
    auto placed = place_interfaces(
        call,
        "ELB app/" + input.name + "/" + row.id,
        subnets_asked(input),
        {input.security_groups.begin(), input.security_groups.end()}
    );
    if (!placed) return std::move(placed).error();
    bool internal = input.scheme.value_or("internet-facing") == "internal";
    auto& balancer = row.balancer;
    const auto& place = call.place();
    balancer.load_balancer_arn = make_arn(call, "loadbalancer/app/" + input.name + "/" + row.id);
    balancer.load_balancer_name = input.name;
    balancer.dns_name = lower_case(
        (internal ? "internal-" : "") + input.name + "-" + call.random().text(10, "0123456789") +
        ".elb." + place.region + "." + place.suffix
    );
    balancer.canonical_hosted_zone_id = "Z35SXDOTRQ7X7K";  // AWS's for us-east-1
    balancer.created_time = call.now();
    balancer.scheme = internal ? "internal" : "internet-facing";
    balancer.vpc_id = placed.value().vpc;
    balancer.type = "application";
    balancer.ip_address_type = "ipv4";
    balancer.availability_zones = zones_of(placed.value().interfaces);
    balancer.security_groups = placed.value().groups;
    row.interfaces = placed.value().interfaces;
    row.resolver = placed.value().resolver;
    auto arn = *balancer.load_balancer_arn;
    const auto& kept = state.balancers.put(call.batch(), arn, std::move(row));
    wake_balancer(state, call, arn);
    CreateLoadBalancerOutput output;
    output.load_balancers.push_back(shown(state, kept));
    return output;
}

Answer<DescribeLoadBalancersOutput> describe_load_balancers(
    State& state, Call&, const DescribeLoadBalancersInput& input
) {
    DescribeLoadBalancersOutput output;
    for (const auto& arn : input.load_balancer_arns) {
        auto found = find_balancer(state, arn);
        if (!found) return std::move(found).error();
        output.load_balancers.push_back(shown(state, *found.value()));
    }
    std::set<std::string> names(input.names.begin(), input.names.end());
    for (const auto& [arn, row] : state.balancers) {
        auto name = row.balancer.load_balancer_name.value_or("");
        bool wanted =
            input.load_balancer_arns.empty() && (input.names.empty() || names.contains(name));
        if (!wanted || row.deleting) continue;
        names.erase(name);
        output.load_balancers.push_back(shown(state, row));
    }
    if (!input.names.empty() && !names.empty()) {
        return AwsError{
            "LoadBalancerNotFound", "Load balancers '[" + *names.begin() + "]' not found", 400, {}
        };
    }
    ATLAS_TRY(cut_page<DescribeLoadBalancers>(
        input,
        page_rules(),
        output.load_balancers,
        output.next_marker,
        [](const auto& balancer) { return balancer.load_balancer_arn.value_or(""); }
    ));
    return output;
}

Answer<DeleteLoadBalancerOutput> delete_load_balancer(
    State& state, Call& call, const DeleteLoadBalancerInput& input
) {
    // As on AWS, deleting a balancer that does not exist succeeds.
    auto* row = state.balancers.find(input.load_balancer_arn);
    if (!row || row->deleting) return DeleteLoadBalancerOutput{};
    if (is_true(row->attributes, "deletion_protection.enabled")) {
        return AwsError{
            "OperationNotPermitted",
            "Load balancer '" + input.load_balancer_arn +
                "' cannot be deleted because deletion protection is enabled",
            400,
            {}
        };
    }
    for (const auto* listener : listeners_of(state, input.load_balancer_arn)) {
        auto arn = listener->listener.listener_arn.value_or("");
        for (const auto* rule : rules_of(state, arn)) {
            state.rules.erase(call.batch(), std::string(rule->rule.rule_arn.value_or("")));
        }
        state.listeners.erase(call.batch(), arn);
    }
    state.balancers.edit(call.batch(), input.load_balancer_arn, [](BalancerRow& edited) {
        edited.deleting = true;
    });
    wake_balancer(state, call, input.load_balancer_arn);
    return DeleteLoadBalancerOutput{};
}

Answer<SetSecurityGroupsOutput> set_security_groups(
    State& state, Call& call, const SetSecurityGroupsInput& input
) {
    auto found = find_balancer(state, input.load_balancer_arn);
    if (!found) return std::move(found).error();
    std::vector<std::string> groups(input.security_groups.begin(), input.security_groups.end());
    if (auto changed = change_groups(call, found.value()->interfaces, groups); !changed) {
        return std::move(changed).error();
    }
    state.balancers.edit(call.batch(), input.load_balancer_arn, [&](BalancerRow& row) {
        row.balancer.security_groups = groups;
    });
    wake_balancer(state, call, input.load_balancer_arn);
    SetSecurityGroupsOutput output;
    output.security_group_ids = groups;
    return output;
}

Answer<SetSubnetsOutput> set_subnets(State& state, Call&, const SetSubnetsInput& input) {
    auto found = find_balancer(state, input.load_balancer_arn);
    if (!found) return std::move(found).error();
    auto asked = subnets_asked(input);
    std::set<std::string> wanted(asked.begin(), asked.end());
    std::set<std::string> has;
    for (const auto& interface : found.value()->interfaces)
        has.insert(interface.subnet);
    if (wanted != has) {
        return AwsError{
            "InvalidConfigurationRequest",
            "The subnets of a load balancer cannot be changed in this region; create it anew",
            400,
            {}
        };
    }
    SetSubnetsOutput output;
    output.availability_zones = found.value()->balancer.availability_zones;
    output.ip_address_type = "ipv4";
    return output;
}

Answer<SetIpAddressTypeOutput> set_ip_address_type(
    State& state, Call&, const SetIpAddressTypeInput& input
) {
    auto found = find_balancer(state, input.load_balancer_arn);
    if (!found) return std::move(found).error();
    if (input.ip_address_type != "ipv4")
        return validation_error("Only the IP address type ipv4 is available");
    SetIpAddressTypeOutput output;
    output.ip_address_type = "ipv4";
    return output;
}

}  // namespace

std::vector<Operation> load_balancer_operations(State& state) {
    auto by_arn = [&state](Call&, const auto& input) {
        return resources_of(state, {input.load_balancer_arn});
    };
    return {
        operation<CreateLoadBalancer>(
            on_state(state, create_load_balancer),
            [](Call& call, const CreateLoadBalancerInput& input) -> std::vector<Resource> {
                return {{make_arn(call, "loadbalancer/app/" + input.name + "/*"), {}, ""}};
            }
        ),
        operation<DescribeLoadBalancers>(on_state(state, describe_load_balancers)),
        operation<DeleteLoadBalancer>(on_state(state, delete_load_balancer), by_arn),
        operation<SetSecurityGroups>(on_state(state, set_security_groups), by_arn),
        operation<SetSubnets>(on_state(state, set_subnets), by_arn),
        operation<SetIpAddressType>(on_state(state, set_ip_address_type), by_arn),
    };
}

}  // namespace atlas::aws::elbv2
