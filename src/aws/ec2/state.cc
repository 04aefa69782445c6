// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/state.h"

namespace atlas::aws::ec2 {

std::vector<store::AnyTable*> State::all() {
    return {
        &vpcs,
        &subnets,
        &internet_gateways,
        &addresses,
        &nat_gateways,
        &route_tables,
        &groups,
        &rules,
        &enis,
        &endpoints,
        &network_acls,
        &dhcp_options,
        &tags,
        &seeds,
    };
}

}  // namespace atlas::aws::ec2
