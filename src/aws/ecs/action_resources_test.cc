// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/action_resources.h"

#include <doctest/doctest.h>

#include "aws/ecs/ecs_fixture.h"
#include "aws/models/ecs/describe_clusters.h"
#include "aws/models/ecs/tag_resource.h"

using namespace atlas;
using namespace atlas::aws::ecs;
using atlas::aws::ecs::testing::EcsFixture;

namespace {

constexpr std::string_view by_tag = R"({"Version":"2012-10-17","Statement":[
    {"Effect":"Allow","Action":"ecs:DescribeClusters","Resource":"*",
     "Condition":{"StringEquals":{"aws:ResourceTag/Team":"red"}}}]})";

}  // namespace

TEST_CASE("a cluster is known by its tags, capitals and all") {
    EcsFixture region;
    region.start();
    region.must<CreateCluster>({.cluster_name = "main"});
    auto who = region.aws.role("by-tag", by_tag);
    DescribeClustersInput input;
    input.clusters.emplace_back("main");
    CHECK_FALSE(region.aws.call<DescribeClusters>(input, who).ok());
    TagResourceInput tag;
    tag.resource_arn = cluster_arn(region.aws.host.here, "main");
    tag.tags.push_back({"Team", "red"});
    region.must<TagResource>(tag);
    CHECK(region.aws.call<DescribeClusters>(input, who).ok());
}
