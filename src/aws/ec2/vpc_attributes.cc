// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/errors.h"
#include "aws/ec2/operations.h"
#include "aws/models/ec2/describe_vpc_attribute.h"
#include "aws/models/ec2/modify_vpc_attribute.h"

namespace atlas::aws::ec2 {
namespace {

Answer<ModifyVpcAttributeOutput> modify_vpc_attribute(
    Ec2& ec2, Call& call, const ModifyVpcAttributeInput& input
) {
    const auto& vpc = *ATLAS_TRY(need(ec2.state.vpcs, input.vpc_id));
    auto asked = [](const std::optional<AttributeBooleanValue>& attribute, bool now) {
        return attribute ? attribute->value.value_or(now) : now;
    };
    bool support = asked(input.enable_dns_support, vpc.dns_support);
    bool hostnames = asked(input.enable_dns_hostnames, vpc.dns_hostnames);
    if (hostnames && !support && input.enable_dns_hostnames)
        return AwsError{
            "InvalidParameterCombination",
            "enableDnsHostnames requires enableDnsSupport to be true",
            400,
            {}
        };
    ec2.state.vpcs.edit(call.batch(), input.vpc_id, [&](VpcRow& row) {
        row.dns_support = support;
        row.dns_hostnames = hostnames;
        row.usage_metrics = asked(input.enable_network_address_usage_metrics, row.usage_metrics);
    });
    return ModifyVpcAttributeOutput{};
}

Answer<DescribeVpcAttributeOutput> describe_vpc_attribute(
    Ec2& ec2, Call&, const DescribeVpcAttributeInput& input
) {
    const auto& vpc = *ATLAS_TRY(need(ec2.state.vpcs, input.vpc_id));
    DescribeVpcAttributeOutput output;
    output.vpc_id = vpc.id;
    if (input.attribute == "enableDnsSupport") {
        output.enable_dns_support.emplace().value = vpc.dns_support;
    } else if (input.attribute == "enableDnsHostnames") {
        output.enable_dns_hostnames.emplace().value = vpc.dns_hostnames;
    } else if (input.attribute == "enableNetworkAddressUsageMetrics") {
        output.enable_network_address_usage_metrics.emplace().value = vpc.usage_metrics;
    } else {
        return invalid_value(input.attribute, "attribute", "Unknown attribute.");
    }
    return output;
}

}  // namespace

void add_vpc_attribute_operations(std::vector<Operation>& operations, Ec2& ec2) {
    add<ModifyVpcAttribute>(operations, ec2, modify_vpc_attribute);
    add<DescribeVpcAttribute>(operations, ec2, describe_vpc_attribute);
}

}  // namespace atlas::aws::ec2
