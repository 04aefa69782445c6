// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "aws/elbv2/state.h"

namespace atlas::aws::elbv2 {

/// Where a balancer came to stand.
struct Placed {
    std::string vpc;
    std::string resolver;
    std::vector<std::string> groups;
    std::vector<ZoneInterface> interfaces;
};

/// The principal of ELB's own calls: AWSServiceRoleForElasticLoadBalancing.
Principal balancer_role(const Place& place);

/// Makes one interface in each subnet by ec2's operations. Two subnets of different zones at the
/// least; without groups the VPC's default group. On an error nothing is left.
Answer<Placed> place_interfaces(
    Call& call,
    const std::string& description,
    const std::vector<std::string>& subnets,
    std::vector<std::string> groups
);
Answer<> change_groups(
    Call& call, const std::vector<ZoneInterface>& interfaces, const std::vector<std::string>& groups
);
/// Gives the interfaces back; those that are gone already are passed over.
void release_interfaces(Call& call, const std::vector<ZoneInterface>& interfaces);

}  // namespace atlas::aws::elbv2
