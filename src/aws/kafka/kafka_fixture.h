// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include <doctest/doctest.h>

#include "aws/kafka/fake_engine.h"
#include "aws/kafka/service.h"
#include "aws/models/ec2/create_network_interface.h"
#include "aws/models/ec2/delete_network_interface.h"
#include "aws/models/ec2/describe_route_tables.h"
#include "aws/models/ec2/describe_subnets.h"
#include "aws/models/ec2/describe_vpcs.h"
#include "aws/models/ec2/service_model.h"
#include "aws/models/kafka/create_cluster.h"
#include "aws/models/kafka/describe_cluster.h"
#include "aws/wire/testing/fake_service.h"
#include "aws/wire/testing/service_fixture.h"

namespace atlas::aws::kafka {

/// MSK on the real dispatcher, with a fake engine that waits for the test, and a fake of the EC2
/// operations that it calls. A subnet's zone is the number in its id.
struct Region {
    Region() {
        ec2.on<ec2::DescribeSubnets>([](Call&, const ec2::DescribeSubnetsInput& input) {
            ec2::DescribeSubnetsOutput output;
            for (const auto& id : input.subnet_ids) {
                ec2::Subnet subnet;
                subnet.subnet_id = id;
                subnet.vpc_id = "vpc-1";
                subnet.availability_zone = "us-east-1" + id.substr(7);
                subnet.availability_zone_id = "use1-az" + id.substr(7);
                output.subnets.push_back(subnet);
            }
            return Answer<ec2::DescribeSubnetsOutput>(output);
        });
        ec2.on<ec2::DescribeVpcs>([](Call&, const ec2::DescribeVpcsInput&) {
            ec2::DescribeVpcsOutput output;
            output.vpcs.emplace_back().cidr_block = "10.0.0.0/16";
            return Answer<ec2::DescribeVpcsOutput>(output);
        });
        ec2.on<ec2::CreateNetworkInterface>([this](Call&, const auto&) {
            ec2::CreateNetworkInterfaceOutput output;
            output.network_interface.emplace().network_interface_id =
                "eni-" + std::to_string(++interfaces);
            output.network_interface->private_ip_address = "10.0.0.1" + std::to_string(interfaces);
            return Answer<ec2::CreateNetworkInterfaceOutput>(output);
        });
        ec2.on<ec2::DeleteNetworkInterface>([this](Call&, const auto&) {
            --interfaces;
            return Answer<ec2::DeleteNetworkInterfaceOutput>(ec2::DeleteNetworkInterfaceOutput{});
        });
        ec2.on<ec2::DescribeRouteTables>([this](Call&, const auto&) {
            ec2::DescribeRouteTablesOutput output;
            auto& route = output.route_tables.emplace_back().routes.emplace_back();
            route.destination_cidr_block = "0.0.0.0/0";
            route.gateway_id = gateway;
            return Answer<ec2::DescribeRouteTablesOutput>(output);
        });
        auto role = service_principal(
            fixture.host.here.account, "kafka.amazonaws.com", "AWSServiceRoleForKafka"
        );
        fixture.identities.allow(
            role.arn,
            R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ec2:*",)"
            R"("Resource":"*"}]})"
        );
        fixture.start({&ec2, kafka.get()});
    }
    /// A valid request for a cluster of two brokers.
    static CreateClusterInput input() {
        CreateClusterInput input;
        input.cluster_name = "Events";
        input.kafka_version = "3.8.x";
        input.number_of_broker_nodes = 2;
        input.broker_node_group_info.instance_type = "kafka.m7g.large";
        input.broker_node_group_info.client_subnets.push_back("subnet-1");
        input.broker_node_group_info.client_subnets.push_back("subnet-2");
        input.broker_node_group_info.security_groups.push_back("sg-1");
        input.client_authentication.emplace().sasl.emplace().iam = Iam{true};
        return input;
    }
    /// Creates a cluster, which stays CREATING; returns its ARN.
    std::string create() {
        auto made = fixture.call<CreateCluster>(input());
        REQUIRE(made.ok());
        fixture.settle();
        return made.value().cluster_arn.value();
    }
    /// Creates a cluster that is ACTIVE; returns its ARN.
    std::string active() {
        auto arn = create();
        engine.finish();
        return arn;
    }
    ClusterInfo describe(const std::string& arn) {
        return fixture.call<DescribeCluster>({arn}).value().cluster_info.value();
    }

    testing::ServiceFixture fixture;
    testing::FakeService ec2{ec2::service_model()};
    FakeEngine engine;
    std::unique_ptr<Service> kafka = make_service(engine);
    int interfaces = 0;             // how many exist
    std::string gateway = "igw-1";  // the target of the subnets' default route
};

}  // namespace atlas::aws::kafka
