// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/tags.h"

#include "aws/ec2/ec2_fixture.h"
#include "aws/models/ec2/create_tags.h"
#include "aws/models/ec2/delete_tags.h"
#include "aws/models/ec2/describe_tags.h"
#include "aws/models/ec2/describe_vpcs.h"

namespace atlas::aws::ec2 {
namespace {

TagSpecification specification(const std::string& type, const std::string& key) {
    TagSpecification made;
    made.resource_type = type;
    made.tags.push_back({key, "x"});
    return made;
}

TEST_CASE("tags come with a resource, are added, filtered by, and taken away") {
    Ec2Fixture ec2;
    CreateVpcInput create;
    create.cidr_block = "10.0.0.0/16";
    create.tag_specifications.push_back(specification("vpc", "Name"));
    auto vpc = *ec2.must<CreateVpc>(create).vpc;
    CHECK(vpc.tags == json::List<Tag>{{"Name", "x"}});
    CreateTagsInput add;
    add.resources.push_back(*vpc.vpc_id);
    add.tags.push_back({"team", "a"});
    ec2.must<CreateTags>(add);
    DescribeTagsInput describe;
    describe.filters = {Ec2Fixture::filter("resource-type", "vpc")};
    CHECK(ec2.must<DescribeTags>(describe).tags.size() == 2);
    DescribeVpcsInput by_tag;
    by_tag.filters = {Ec2Fixture::filter("tag:team", "a")};
    CHECK(ec2.must<DescribeVpcs>(by_tag).vpcs.size() == 1);
    DeleteTagsInput remove;
    remove.resources.push_back(*vpc.vpc_id);
    remove.tags.push_back({"team", "b"});
    ec2.must<DeleteTags>(remove);
    CHECK(ec2.must<DescribeVpcs>(by_tag).vpcs.size() == 1);
    remove.tags[0].value.reset();
    ec2.must<DeleteTags>(remove);
    CHECK(ec2.must<DescribeVpcs>(by_tag).vpcs.empty());
}

TEST_CASE("tags that AWS refuses are refused") {
    Ec2Fixture ec2;
    CreateVpcInput create;
    create.cidr_block = "10.0.0.0/16";
    create.tag_specifications.push_back(specification("subnet", "Name"));
    CHECK(ec2.refused<CreateVpc>(create) == "InvalidParameterValue");
    create.tag_specifications[0] = specification("vpc", "aws:mine");
    CHECK(ec2.refused<CreateVpc>(create) == "InvalidParameterValue");
    CreateTagsInput add;
    add.resources.emplace_back("vpc-0");
    add.tags.push_back({"a", "b"});
    CHECK(ec2.refused<CreateTags>(add) == "InvalidVpcID.NotFound");
    add.resources[0] = "what";
    CHECK(ec2.refused<CreateTags>(add) == "InvalidID");
    add.resources[0] = ec2.make_vpc();
    for (int number = 0; number < 60; ++number)
        add.tags.push_back({"k" + std::to_string(number), "v"});
    CHECK(ec2.refused<CreateTags>(add) == "TagLimitExceeded");
}

}  // namespace
}  // namespace atlas::aws::ec2
