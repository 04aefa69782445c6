// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "aws/elbv2/state.h"

namespace atlas::aws::elbv2 {

/// The place of a new balancer in the network.
struct Placed {
    std::string vpc;
    std::string resolver;                   // the address of the VPC's resolver
    std::vector<std::string> groups;        // ids of its security groups
    std::vector<ZoneInterface> interfaces;  // one for each subnet
};

/// The session of the service-linked role AWSServiceRoleForElasticLoadBalancing, in whose name ELB
/// calls EC2.
Principal balancer_role(const Place& place);

/// Creates one interface in each subnet by ec2:CreateNetworkInterface, in the batch of `call`.
/// There must be at least two subnets, all of one VPC and of different zones. Without `groups` the
/// VPC's default security group is used. On an error it deletes the interfaces that it has created.
Answer<Placed> place_interfaces(
    Call& call,
    const std::string& description,
    const std::vector<std::string>& subnets,
    std::vector<std::string> groups
);
/// Sets the security groups of all interfaces. On an error the earlier interfaces have the new
/// groups already.
Answer<> change_groups(
    Call& call, const std::vector<ZoneInterface>& interfaces, const std::vector<std::string>& groups
);
/// Deletes the interfaces. Skips those that do not exist; other errors are logged.
void release_interfaces(Call& call, const std::vector<ZoneInterface>& interfaces);

}  // namespace atlas::aws::elbv2
