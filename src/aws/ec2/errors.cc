// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/errors.h"

#include <array>

namespace atlas::aws::ec2 {
namespace {

/// The text around the id, which EC2 words differently for each kind of resource.
struct NotFound {
    std::string_view table;
    std::string_view code;
    std::string_view before;
    std::string_view after;
};

constexpr std::string_view gone = "' does not exist";
constexpr std::array kinds{
    NotFound{"ec2.vpc", "InvalidVpcID.NotFound", "The vpc ID '", gone},
    NotFound{"ec2.subnet", "InvalidSubnetID.NotFound", "The subnet ID '", gone},
    NotFound{
        "ec2.internet_gateway",
        "InvalidInternetGatewayID.NotFound",
        "The internetGateway ID '",
        gone
    },
    NotFound{"ec2.address", "InvalidAllocationID.NotFound", "The allocation ID '", gone},
    NotFound{"ec2.nat_gateway", "NatGatewayNotFound", "The Nat Gateway ", " was not found"},
    NotFound{"ec2.route_table", "InvalidRouteTableID.NotFound", "The routeTable ID '", gone},
    NotFound{"ec2.security_group", "InvalidGroup.NotFound", "The security group '", gone},
    NotFound{
        "ec2.security_group_rule",
        "InvalidSecurityGroupRuleId.NotFound",
        "The security group rule ID '",
        gone
    },
    NotFound{
        "ec2.network_interface",
        "InvalidNetworkInterfaceID.NotFound",
        "The networkInterface ID '",
        gone
    },
    NotFound{"ec2.vpc_endpoint", "InvalidVpcEndpointId.NotFound", "The Vpc Endpoint Id '", gone},
    NotFound{"ec2.network_acl", "InvalidNetworkAclID.NotFound", "The networkAcl ID '", gone},
    NotFound{"ec2.dhcp_options", "InvalidDhcpOptionID.NotFound", "The dhcpOption ID '", gone},
};

}  // namespace

AwsError not_found(std::string_view table, const std::string& id) {
    for (const auto& kind : kinds) {
        if (kind.table != table) continue;
        return {
            std::string(kind.code), std::string(kind.before) + id + std::string(kind.after), 400, {}
        };
    }
    return {"InvalidID", "The ID '" + id + "' is not valid", 400, {}};
}

AwsError has_dependencies(std::string_view kind, const std::string& id) {
    return {
        "DependencyViolation",
        "The " + std::string(kind) + " '" + id + "' has dependencies and cannot be deleted.",
        400,
        {}
    };
}

AwsError invalid_value(const std::string& message) {
    return {"InvalidParameterValue", message, 400, {}};
}

AwsError invalid_value(const std::string& value, std::string_view parameter, std::string_view why) {
    auto message = "Value (" + value + ") for parameter " + std::string(parameter) + " is invalid.";
    if (!why.empty()) message += " " + std::string(why);
    return invalid_value(message);
}

AwsError missing_parameter(std::string_view name) {
    return {
        "MissingParameter", "The request must contain the parameter " + std::string(name), 400, {}
    };
}

AwsError unsupported(const std::string& what) {
    return {"UnsupportedOperation", what + " is not implemented in the local region.", 400, {}};
}

}  // namespace atlas::aws::ec2
