// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "aws/ec2/rows.h"
#include "store/table.h"

namespace atlas::aws::ec2 {

/// The rows of EC2, by id. Region thread only.
struct State {
    store::Table<VpcRow> vpcs{"ec2.vpc"};
    store::Table<SubnetRow> subnets{"ec2.subnet"};
    store::Table<InternetGatewayRow> internet_gateways{"ec2.internet_gateway"};
    store::Table<AddressRow> addresses{"ec2.address"};
    store::Table<NatGatewayRow> nat_gateways{"ec2.nat_gateway"};
    store::Table<RouteTableRow> route_tables{"ec2.route_table"};
    store::Table<SecurityGroupRow> groups{"ec2.security_group"};
    store::Table<RuleRow> rules{"ec2.security_group_rule"};
    store::Table<EniRow> enis{"ec2.network_interface"};
    store::Table<EndpointRow> endpoints{"ec2.vpc_endpoint"};
    store::Table<NetworkAclRow> network_acls{"ec2.network_acl"};
    store::Table<DhcpOptionsRow> dhcp_options{"ec2.dhcp_options"};
    store::Table<TagsRow> tags{"ec2.tags"};
    store::Table<SeedRow> seeds{"ec2.seed"};

    /// Every table above.
    std::vector<store::AnyTable*> all();

    /// The rows for which `holds(row)` is true, in the order of their keys.
    template <typename Row, typename Condition>
    static std::vector<const Row*> select(const store::Table<Row>& table, Condition holds) {
        std::vector<const Row*> found;
        for (const auto& [id, row] : table)
            if (holds(row)) found.push_back(&row);
        return found;
    }
    template <typename Row, typename Condition>
    static const Row* select_one(const store::Table<Row>& table, Condition holds) {
        for (const auto& [id, row] : table)
            if (holds(row)) return &row;
        return nullptr;
    }
    /// The row that an earlier request with this client token created; null if there is none.
    template <typename Row>
    static const Row* made_before(
        const store::Table<Row>& table, const std::optional<std::string>& client_token
    ) {
        if (!client_token || client_token->empty()) return nullptr;
        return select_one(table, [&](const Row& row) { return row.client_token == *client_token; });
    }
};

}  // namespace atlas::aws::ec2
