// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "aws/ec2/reconcile_vpc.h"
#include "aws/ec2/state.h"
#include "aws/wire/service.h"

namespace atlas::aws::ec2 {

/// The service's state and its reconciler: what every operation works on. Owned by the service.
/// Region thread only.
struct Ec2 {
    explicit Ec2(network::Network& network) : reconciler(state, network) {}
    /// To be called by an operation that changes a VPC's plan: after the commit the network gets
    /// the new plan.
    void touch(Call& call, const std::string& vpc) {
        call.after_commit([this, vpc] { reconciler.changed(vpc); });
    }

    State state;
    VpcReconciler reconciler;
};

/// Adds one operation to the list. The service sets its resources (action_resources.h).
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

// The operations of EC2, one file for each kind of resource. An operation validates everything
// before its first change, because a batch cannot be rolled back. `ec2` outlives the list. Source:
// the EC2 API reference.
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
