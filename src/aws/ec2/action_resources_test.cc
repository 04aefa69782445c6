// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/action_resources.h"

#include <fmt/core.h>

#include "aws/ec2/ec2_fixture.h"
#include "aws/models/ec2/allocate_address.h"
#include "aws/models/ec2/create_tags.h"
#include "aws/models/ec2/delete_vpc.h"
#include "aws/models/ec2/describe_vpcs.h"
#include "aws/models/ec2/release_address.h"

namespace atlas::aws::ec2 {
namespace {

std::string statement(std::string_view effect, std::string_view action, std::string_view rest) {
    return fmt::format(R"({{"Effect":"{}","Action":"{}","Resource":{}}})", effect, action, rest);
}

std::string document(const std::string& statements) {
    return R"({"Version":"2012-10-17","Statement":[)" + statements + "]}";
}

std::string code(const auto& answer) {
    return answer.ok() ? "" : answer.error().code;
}

std::string arn(const Ec2Fixture& ec2, std::string_view type, std::string_view id) {
    const auto& here = ec2.region.host.here;
    return fmt::format("\"arn:aws:ec2:{}:{}:{}/{}\"", here.region, here.account, type, id);
}

TEST_CASE("a permission for one VPC is none for another") {
    Ec2Fixture ec2;
    auto mine = ec2.make_vpc();
    auto other = ec2.make_vpc();
    auto owner = ec2.region.role(
        "owner", document(statement("Allow", "ec2:DeleteVpc", arn(ec2, "vpc", mine)))
    );
    DeleteVpcInput remove;
    remove.vpc_id = other;
    CHECK(code(ec2.region.call<DeleteVpc>(remove, owner)) == "UnauthorizedOperation");
    remove.vpc_id = mine;
    CHECK(code(ec2.region.call<DeleteVpc>(remove, owner)).empty());
}

TEST_CASE("a denial of an address holds when it is named by its public address") {
    Ec2Fixture ec2;
    auto address = ec2.must<AllocateAddress>({});
    auto role = ec2.region.role(
        "keeper",
        document(
            statement("Allow", "ec2:*", R"("*")") + "," +
            statement("Deny", "ec2:ReleaseAddress", arn(ec2, "elastic-ip", *address.allocation_id))
        )
    );
    ReleaseAddressInput release;
    release.public_ip = address.public_ip;
    CHECK(code(ec2.region.call<ReleaseAddress>(release, role)) == "UnauthorizedOperation");
    ec2.must<ReleaseAddress>(release);
}

TEST_CASE("a tag whose key has capitals denies") {
    Ec2Fixture ec2;
    auto vpc = ec2.make_vpc();
    CreateTagsInput tag;
    tag.resources.push_back(vpc);
    tag.tags.push_back({"Environment", "prod"});
    ec2.must<CreateTags>(tag);
    auto role = ec2.region.role(
        "cleaner",
        document(
            statement("Allow", "ec2:*", R"("*")") + "," +
            statement(
                "Deny",
                "ec2:DeleteVpc",
                R"("*","Condition":{"StringEquals":{"ec2:ResourceTag/Environment":"prod"}})"
            )
        )
    );
    DeleteVpcInput remove;
    remove.vpc_id = vpc;
    CHECK(code(ec2.region.call<DeleteVpc>(remove, role)) == "UnauthorizedOperation");
    remove.vpc_id = ec2.make_vpc();
    CHECK(code(ec2.region.call<DeleteVpc>(remove, role)).empty());
}

TEST_CASE("each resource that an action touches must be allowed") {
    Ec2Fixture ec2;
    auto vpc = ec2.make_vpc();
    auto subnets = arn(ec2, "subnet", "*");
    auto here = arn(ec2, "vpc", vpc);
    CreateSubnetInput create;
    create.vpc_id = vpc;
    create.cidr_block = "10.0.1.0/24";
    auto half = ec2.region.role("half", document(statement("Allow", "ec2:*", subnets)));
    CHECK(code(ec2.region.call<CreateSubnet>(create, half)) == "UnauthorizedOperation");
    auto whole = ec2.region.role(
        "whole", document(statement("Allow", "ec2:*", "[" + subnets + "," + here + "]"))
    );
    CHECK(code(ec2.region.call<CreateSubnet>(create, whole)).empty());
}

TEST_CASE("what is in a VPC is known by ec2:Vpc") {
    Ec2Fixture ec2;
    auto vpc = ec2.make_vpc("10.1.0.0/16");
    auto group = ec2.make_group(vpc, "one");
    auto condition =
        fmt::format(R"("*","Condition":{{"ArnEquals":{{"ec2:Vpc":{}}}}})", arn(ec2, "vpc", vpc));
    auto role = ec2.region.role("inside", document(statement("Allow", "ec2:*", condition)));
    AuthorizeSecurityGroupIngressInput open;
    open.group_id = group;
    auto permission = Ec2Fixture::tcp(443);
    permission.ip_ranges.emplace_back().cidr_ip = "10.0.0.0/8";
    open.ip_permissions.push_back(permission);
    CHECK(code(ec2.region.call<AuthorizeSecurityGroupIngress>(open, role)).empty());
    open.group_id = ec2.make_group(ec2.make_vpc("10.2.0.0/16"), "two");
    CHECK(
        code(ec2.region.call<AuthorizeSecurityGroupIngress>(open, role)) == "UnauthorizedOperation"
    );
}

TEST_CASE("who may touch one VPC may not describe all") {
    Ec2Fixture ec2;
    auto vpc = ec2.make_vpc();
    auto role =
        ec2.region.role("narrow", document(statement("Allow", "ec2:*", arn(ec2, "vpc", vpc))));
    CHECK(code(ec2.region.call<DescribeVpcs>({}, role)) == "UnauthorizedOperation");
}

}  // namespace
}  // namespace atlas::aws::ec2
