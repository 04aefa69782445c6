// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/state.h"

namespace atlas::aws::ec2 {

Result<> State::load(const store::Row& row) {
    // Loads the row into the table whose name matches; none matches for an unknown table.
    auto take = [&](auto&... tables) {
        Result<> taken;
        (void)((row.table == tables.name() ? (taken = tables.load(row.key, row.value), true) : false
               ) ||
               ...);
        return taken;
    };
    return take(
        vpcs,
        subnets,
        internet_gateways,
        addresses,
        nat_gateways,
        route_tables,
        groups,
        rules,
        enis,
        endpoints,
        network_acls,
        dhcp_options,
        tags,
        seeds
    );
}

}  // namespace atlas::aws::ec2
