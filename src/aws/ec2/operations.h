// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "aws/ec2/reconcile_vpc.h"
#include "aws/ec2/state.h"
#include "aws/wire/service.h"

namespace atlas::aws::ec2 {

/// What every handler works on.
struct Ec2 {
    explicit Ec2(network::Network& network) : reconciler(state, network) {}
    /// The handler has changed what the network must make of this VPC.
    void touch(Call& call, const std::string& vpc) {
        call.after_commit([this, vpc] { reconciler.changed(vpc); });
    }

    State state;
    VpcReconciler reconciler;
};

/// Adds one operation. What it is checked against, `action_resources` says.
template <typename Op>
void add(
    std::vector<Operation>& operations,
    Ec2& ec2,
    Answer<typename Op::Output> (*handler)(Ec2&, Call&, const typename Op::Input&)
) {
    using Input = typename Op::Input;
    operations.push_back(operation<Op>(
        [&ec2, handler](Call& call, const Input& input) -> Answer<typename Op::Output> {
            return handler(ec2, call, input);
        }
    ));
}

// All of EC2's operations, a resource a line.
void add_vpc_operations(std::vector<Operation>& operations, Ec2& ec2);
void add_vpc_attribute_operations(std::vector<Operation>& operations, Ec2& ec2);
void add_subnet_operations(std::vector<Operation>& operations, Ec2& ec2);
void add_internet_gateway_operations(std::vector<Operation>& operations, Ec2& ec2);
void add_address_operations(std::vector<Operation>& operations, Ec2& ec2);
void add_nat_gateway_operations(std::vector<Operation>& operations, Ec2& ec2);
void add_route_table_operations(std::vector<Operation>& operations, Ec2& ec2);
void add_route_operations(std::vector<Operation>& operations, Ec2& ec2);
void add_security_group_operations(std::vector<Operation>& operations, Ec2& ec2);
void add_security_group_rule_operations(std::vector<Operation>& operations, Ec2& ec2);
void add_authorize_security_group_operations(std::vector<Operation>& operations, Ec2& ec2);
void add_network_interface_operations(std::vector<Operation>& operations, Ec2& ec2);
void add_vpc_endpoint_operations(std::vector<Operation>& operations, Ec2& ec2);
void add_prefix_list_operations(std::vector<Operation>& operations, Ec2& ec2);
void add_network_acl_operations(std::vector<Operation>& operations, Ec2& ec2);
void add_zone_operations(std::vector<Operation>& operations, Ec2& ec2);
void add_tag_operations(std::vector<Operation>& operations, Ec2& ec2);
void add_absent_operations(std::vector<Operation>& operations, Ec2& ec2);

}  // namespace atlas::aws::ec2
