// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/describe.h"
#include "aws/ec2/ids.h"
#include "aws/ec2/operations.h"
#include "aws/ec2/tags.h"
#include "aws/models/ec2/describe_account_attributes.h"
#include "aws/models/ec2/describe_availability_zones.h"
#include "aws/models/ec2/describe_dhcp_options.h"
#include "aws/models/ec2/describe_regions.h"

/// What every account has without creating it: region, zones, account attributes, DHCP options.
namespace atlas::aws::ec2 {
namespace {

template <typename List>
bool names(const List& asked, const std::string& name) {
    return asked.empty() || std::find(asked.begin(), asked.end(), name) != asked.end();
}

AvailabilityZone render_zone(const Place& place, const std::string& name) {
    AvailabilityZone zone;
    zone.zone_name = name;
    zone.zone_id = zone_id_of(place, name);
    zone.zone_type = "availability-zone";
    zone.state = "available";
    zone.opt_in_status = "opt-in-not-required";
    zone.region_name = place.region;
    zone.group_name = place.region + "-zg-1";
    zone.network_border_group = place.region;
    zone.geography.leave_out();
    zone.sub_geography.leave_out();
    return zone;
}

Answer<DescribeAvailabilityZonesOutput> describe_availability_zones(
    Ec2&, Call& call, const DescribeAvailabilityZonesInput& input
) {
    DescribeAvailabilityZonesOutput output;
    for (const auto& name : call.place().zones) {
        auto zone = render_zone(call.place(), name);
        auto ask = [&](std::string_view filter) -> FilterValues {
            using Values = std::vector<std::string>;
            if (filter == "zone-name") return Values{*zone.zone_name};
            if (filter == "zone-id") return Values{*zone.zone_id};
            if (filter == "zone-type") return Values{*zone.zone_type};
            if (filter == "state") return Values{*zone.state};
            if (filter == "opt-in-status") return Values{*zone.opt_in_status};
            if (filter == "region-name") return Values{*zone.region_name};
            if (filter == "group-name") return Values{*zone.group_name};
            if (filter == "message") return Values{};
            return std::nullopt;
        };
        if (names(input.zone_names, name) && names(input.zone_ids, *zone.zone_id) &&
            ATLAS_TRY(passes(input.filters, nullptr, ask)))
            output.availability_zones.push_back(std::move(zone));
    }
    for (const auto& asked : input.zone_names)
        if (!names(call.place().zones, asked))
            return invalid_value("Invalid availability zone: [" + asked + "]");
    return output;
}

Answer<DescribeRegionsOutput> describe_regions(
    Ec2&, Call& call, const DescribeRegionsInput& input
) {
    const auto& name = call.place().region;
    Region region;
    region.region_name = name;
    region.endpoint = "ec2." + name + ".amazonaws.com";
    region.opt_in_status = "opt-in-not-required";
    region.geography.leave_out();
    auto ask = [&](std::string_view filter) -> FilterValues {
        using Values = std::vector<std::string>;
        if (filter == "region-name") return Values{name};
        if (filter == "endpoint") return Values{*region.endpoint};
        if (filter == "opt-in-status") return Values{*region.opt_in_status};
        return std::nullopt;
    };
    DescribeRegionsOutput output;
    if (names(input.region_names, name) && ATLAS_TRY(passes(input.filters, nullptr, ask)))
        output.regions.push_back(region);
    for (const auto& asked : input.region_names)
        if (asked != name) return invalid_value("Invalid region provided: '" + asked + "'");
    return output;
}

Answer<DescribeAccountAttributesOutput> describe_account_attributes(
    Ec2&, Call&, const DescribeAccountAttributesInput& input
) {
    constexpr std::pair<const char*, const char*> attributes[] = {
        {"supported-platforms", "VPC"},
        {"default-vpc", "none"},
        {"vpc-max-security-groups-per-interface", "5"},
        {"max-instances", "0"},
        {"vpc-max-elastic-ips", "508"},
        {"max-elastic-ips", "508"},
    };
    DescribeAccountAttributesOutput output;
    for (const auto& [name, value] : attributes) {
        if (!names(input.attribute_names, name)) continue;
        AccountAttribute attribute;
        attribute.attribute_name = name;
        attribute.attribute_values.push_back({value});
        output.account_attributes.push_back(std::move(attribute));
    }
    return output;
}

DhcpOptions render_options(const State& state, const Place& place, const DhcpOptionsRow& row) {
    DhcpOptions options;
    options.dhcp_options_id = row.id;
    options.owner_id = place.account;
    auto domain = place.region == "us-east-1" ? std::string("ec2.internal")
                                              : place.region + ".compute.internal";
    for (const auto& [key, value] :
         {std::pair<std::string, std::string>{"domain-name", domain},
          {"domain-name-servers", "AmazonProvidedDNS"}}) {
        DhcpConfiguration configuration;
        configuration.key = key;
        configuration.values.push_back({value});
        options.dhcp_configurations.push_back(std::move(configuration));
    }
    options.tags = render_tags(state, row.id);
    return options;
}

Answer<DescribeDhcpOptionsOutput> describe_dhcp_options(
    Ec2& ec2, Call& call, const DescribeDhcpOptionsInput& input
) {
    const auto& place = call.place();
    auto values = [&](const DhcpOptionsRow& row, std::string_view name) -> FilterValues {
        if (name == "dhcp-options-id") return std::vector<std::string>{row.id};
        if (name == "owner-id") return std::vector<std::string>{place.account};
        return std::nullopt;
    };
    DescribeDhcpOptionsOutput output;
    for (const auto* row : ATLAS_TRY(find_rows(
             ec2.state, ec2.state.dhcp_options, input.dhcp_options_ids, input.filters, values
         )))
        output.dhcp_options.push_back(render_options(ec2.state, place, *row));
    output.next_token =
        ATLAS_TRY(cut_page(output.dhcp_options, input.max_results, input.next_token));
    return output;
}

}  // namespace

void add_zone_operations(std::vector<Operation>& operations, Ec2& ec2) {
    add<DescribeAvailabilityZones>(operations, ec2, describe_availability_zones);
    add<DescribeRegions>(operations, ec2, describe_regions);
    add<DescribeAccountAttributes>(operations, ec2, describe_account_attributes);
    add<DescribeDhcpOptions>(operations, ec2, describe_dhcp_options);
}

}  // namespace atlas::aws::ec2
