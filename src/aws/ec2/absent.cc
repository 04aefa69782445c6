// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/errors.h"
#include "aws/ec2/operations.h"
#include "aws/models/ec2/describe_egress_only_internet_gateways.h"
#include "aws/models/ec2/describe_flow_logs.h"
#include "aws/models/ec2/describe_instances.h"
#include "aws/models/ec2/describe_security_group_references.h"
#include "aws/models/ec2/describe_stale_security_groups.h"
#include "aws/models/ec2/describe_vpc_peering_connections.h"
#include "aws/models/ec2/describe_vpn_gateways.h"

/// Describe operations for resources that no operation of this region can create: instances, VPC
/// peering connections, VPN gateways, …. The list is always empty, and any id is "not found".
namespace atlas::aws::ec2 {
namespace {

template <typename Ids>
Answer<> none_of(const Ids& ids, const char* code, const char* kind) {
    if (ids.empty()) return {};
    return AwsError{
        code, "The " + std::string(kind) + " ID '" + ids.front() + "' does not exist", 400, {}
    };
}

Answer<DescribeInstancesOutput> describe_instances(
    Ec2&, Call&, const DescribeInstancesInput& input
) {
    ATLAS_TRY(none_of(input.instance_ids, "InvalidInstanceID.NotFound", "instance"));
    return DescribeInstancesOutput{};
}

Answer<DescribeVpcPeeringConnectionsOutput> describe_vpc_peering_connections(
    Ec2&, Call&, const DescribeVpcPeeringConnectionsInput& input
) {
    ATLAS_TRY(none_of(
        input.vpc_peering_connection_ids,
        "InvalidVpcPeeringConnectionID.NotFound",
        "vpcPeeringConnection"
    ));
    return DescribeVpcPeeringConnectionsOutput{};
}

Answer<DescribeVpnGatewaysOutput> describe_vpn_gateways(
    Ec2&, Call&, const DescribeVpnGatewaysInput& input
) {
    ATLAS_TRY(none_of(input.vpn_gateway_ids, "InvalidVpnGatewayID.NotFound", "vpnGateway"));
    return DescribeVpnGatewaysOutput{};
}

Answer<DescribeEgressOnlyInternetGatewaysOutput> describe_egress_only_internet_gateways(
    Ec2&, Call&, const DescribeEgressOnlyInternetGatewaysInput& input
) {
    ATLAS_TRY(none_of(
        input.egress_only_internet_gateway_ids,
        "InvalidGatewayID.NotFound",
        "egressOnlyInternetGateway"
    ));
    return DescribeEgressOnlyInternetGatewaysOutput{};
}

Answer<DescribeFlowLogsOutput> describe_flow_logs(Ec2&, Call&, const DescribeFlowLogsInput& input) {
    ATLAS_TRY(none_of(input.flow_log_ids, "InvalidFlowLogId.NotFound", "flowLog"));
    return DescribeFlowLogsOutput{};
}

// References to and stale rules of security groups come from VPC peering, which the region does not
// have.
Answer<DescribeSecurityGroupReferencesOutput> describe_security_group_references(
    Ec2& ec2, Call&, const DescribeSecurityGroupReferencesInput& input
) {
    for (const auto& id : input.group_id)
        ATLAS_TRY(need(ec2.state.groups, id));
    return DescribeSecurityGroupReferencesOutput{};
}

Answer<DescribeStaleSecurityGroupsOutput> describe_stale_security_groups(
    Ec2& ec2, Call&, const DescribeStaleSecurityGroupsInput& input
) {
    ATLAS_TRY(need(ec2.state.vpcs, input.vpc_id));
    return DescribeStaleSecurityGroupsOutput{};
}

}  // namespace

void add_absent_operations(std::vector<Operation>& operations, Ec2& ec2) {
    add<DescribeInstances>(operations, ec2, describe_instances);
    add<DescribeVpcPeeringConnections>(operations, ec2, describe_vpc_peering_connections);
    add<DescribeVpnGateways>(operations, ec2, describe_vpn_gateways);
    add<DescribeEgressOnlyInternetGateways>(
        operations, ec2, describe_egress_only_internet_gateways
    );
    add<DescribeFlowLogs>(operations, ec2, describe_flow_logs);
    add<DescribeSecurityGroupReferences>(operations, ec2, describe_security_group_references);
    add<DescribeStaleSecurityGroups>(operations, ec2, describe_stale_security_groups);
}

}  // namespace atlas::aws::ec2
