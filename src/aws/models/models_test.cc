// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "aws/models/ec2/create_vpc.h"
#include "aws/models/ec2/service_model.h"
#include "aws/models/ecs/update_service.h"
#include "aws/models/elbv2/describe_target_groups.h"
#include "aws/models/kafka/service_model.h"
#include "json/fields.h"

using namespace atlas;
using namespace atlas::aws;

namespace {

const OperationModel* find(const ServiceModel& service, std::string_view name) {
    for (const auto& operation : service.operations)
        if (operation.name == name) return &operation;
    return nullptr;
}

const Member* find(const Shape& shape, std::string_view name) {
    for (const auto& member : shape.members)
        if (member.name == name) return &member;
    return nullptr;
}

}  // namespace

TEST_CASE("an operation's structs go to JSON by the model's names and come back") {
    ec2::CreateVpcInput input{.cidr_block = "10.0.0.0/16"};
    input.tag_specifications.push_back({.resource_type = "vpc", .tags = {{.key = "Name"}}});
    const auto value = json::to_value(input);
    CHECK(value.find("CidrBlock")->as_string() != nullptr);
    CHECK(value.find("DryRun") == nullptr);
    ec2::CreateVpcInput back;
    REQUIRE(json::from_value(value, back).ok());
    CHECK(back == input);
}

TEST_CASE("a list that we make is written while empty, one that a request left out is not") {
    CHECK(json::to_value(elbv2::DescribeTargetGroupsOutput{}).find("TargetGroups") != nullptr);
    ecs::UpdateServiceInput input;
    json::Object object;
    object["service"] = "events";
    object["loadBalancers"] = json::Array{};
    REQUIRE(json::from_value(json::Value(object), input).ok());
    CHECK(input.service == "events");
    CHECK_FALSE(input.load_balancers.absent());
    CHECK(input.capacity_provider_strategy.absent());
    CHECK(json::to_value(input).find("capacityProviderStrategy") == nullptr);
    input.capacity_provider_strategy.push_back({});
    CHECK(json::to_value(input).find("capacityProviderStrategy") != nullptr);
}

TEST_CASE("the tables carry wire names, places and limits") {
    const auto* create = find(ec2::service_model(), "CreateVpc");
    REQUIRE(create != nullptr);
    const auto* tags = find(*create->input, "TagSpecifications");
    REQUIRE(tags != nullptr);
    CHECK(tags->query_name == "TagSpecification");
    CHECK(tags->shape->kind == ShapeKind::list);
    CHECK(tags->shape->item_name == "item");

    const auto& kafka = kafka::service_model();
    CHECK(kafka.protocol == Protocol::rest_json);
    const auto* describe = find(kafka, "DescribeCluster");
    REQUIRE(describe != nullptr);
    CHECK(describe->uri == "/v1/clusters/{clusterArn}");
    const auto* arn = find(*describe->input, "ClusterArn");
    REQUIRE(arn != nullptr);
    CHECK(arn->location == Location::uri);
    CHECK(arn->wire_name == "clusterArn");
    CHECK(arn->required);
    const auto* nodes = find(*find(kafka, "CreateCluster")->input, "NumberOfBrokerNodes");
    CHECK(nodes->shape->minimum == 1);
    CHECK(nodes->shape->maximum == 15);
}
