// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <doctest/doctest.h>

#include "aws/ec2/service.h"
#include "aws/models/ec2/authorize_security_group_ingress.h"
#include "aws/models/ec2/create_network_interface.h"
#include "aws/models/ec2/create_security_group.h"
#include "aws/models/ec2/create_subnet.h"
#include "aws/models/ec2/create_vpc.h"
#include "aws/models/ec2/filter.h"
#include "aws/wire/testing/service_fixture.h"
#include "network/fake_network.h"

namespace atlas::aws::ec2 {

/// EC2 on the real dispatcher with a network in memory, and functions for the usual first calls.
struct Ec2Fixture {
    enum class Age : std::uint8_t { grown, new_region };

    /// `grown`: a region without a default VPC, as if it had been deleted. `new_region`: with one.
    explicit Ec2Fixture(Age age = Age::grown) {
        if (age == Age::grown)
            region.store.rows[{"ec2.seed", "default-vpc"}] = R"({"name":"default-vpc"})";
        region.start({service.get()});
    }

    template <typename Op>
    typename Op::Output must(const typename Op::Input& input) {
        auto answer = region.call<Op>(input);
        if (!answer.ok()) FAIL(answer.error().code << ": " << answer.error().message);
        return std::move(answer).value();
    }
    /// The error's code, or "" if the call succeeded.
    template <typename Op>
    std::string refused(const typename Op::Input& input) {
        auto answer = region.call<Op>(input);
        return answer.ok() ? "" : answer.error().code;
    }
    /// A session of a service-linked role that may call every EC2 operation.
    Principal service_role(const std::string& service) {
        return region.role(
            "aws-service-role/" + service + ".amazonaws.com/AWSServiceRole",
            R"({"Version":"2012-10-17",
                "Statement":{"Effect":"Allow","Action":"ec2:*","Resource":"*"}})"
        );
    }

    std::string make_vpc(const std::string& cidr = "10.0.0.0/16") {
        CreateVpcInput input;
        input.cidr_block = cidr;
        return *must<CreateVpc>(input).vpc->vpc_id;
    }
    std::string make_subnet(const std::string& vpc, const std::string& cidr) {
        CreateSubnetInput input;
        input.vpc_id = vpc;
        input.cidr_block = cidr;
        return *must<CreateSubnet>(input).subnet->subnet_id;
    }
    std::string make_group(const std::string& vpc, const std::string& name) {
        CreateSecurityGroupInput input;
        input.vpc_id = vpc;
        input.group_name = name;
        input.description = "of a test";
        return *must<CreateSecurityGroup>(input).group_id;
    }
    NetworkInterface make_eni(const std::string& subnet, const std::string& group) {
        CreateNetworkInterfaceInput input;
        input.subnet_id = subnet;
        input.groups.push_back(group);
        return *must<CreateNetworkInterface>(input).network_interface;
    }
    static IpPermission tcp(int port) {
        IpPermission permission;
        permission.ip_protocol = "tcp";
        permission.from_port = port;
        permission.to_port = port;
        return permission;
    }
    static Filter filter(const std::string& name, const std::string& value) {
        Filter made;
        made.name = name;
        made.values.push_back(value);
        return made;
    }

    network::FakeNetwork network;
    std::unique_ptr<Service> service = make_service(network);
    testing::ServiceFixture region;
};

}  // namespace atlas::aws::ec2
