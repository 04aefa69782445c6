// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/dispatcher.h"

#include <deque>

#include <doctest/doctest.h>

#include "aws/models/ec2/create_vpc.h"
#include "aws/models/ec2/delete_vpc.h"
#include "aws/models/ec2/describe_vpcs.h"
#include "aws/models/ec2/service_model.h"
#include "aws/models/ecs/list_clusters.h"
#include "aws/models/ecs/service_model.h"
#include "aws/wire/testing/fake_service.h"
#include "aws/wire/testing/service_fixture.h"
#include "aws/wire/testing/sign_request.h"

using namespace atlas;
using namespace atlas::aws;
using namespace atlas::aws::testing;

namespace {

constexpr std::string_view allow_all =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]})";

/// An ec2 with three operations, and an ecs that invokes ec2.
struct Region {
    Region() {
        ec2.on<ec2::CreateVpc>(
            [this](Call& call, const ec2::CreateVpcInput& input) -> Answer<ec2::CreateVpcOutput> {
                if (!input.cidr_block) return AwsError{"InvalidVpc.Range", "no range", 400, {}};
                ++created;
                call.batch().put("ec2.vpc", "vpc-" + std::to_string(created), "{}");
                call.after_commit([this] { ++told; });
                ec2::Vpc vpc;
                vpc.vpc_id = "vpc-" + std::to_string(created);
                return ec2::CreateVpcOutput{vpc};
            }
        );
        ec2.on<ec2::DescribeVpcs>(
            [](Call&, const ec2::DescribeVpcsInput&) -> Answer<ec2::DescribeVpcsOutput> {
                return ec2::DescribeVpcsOutput{};
            }
        );
        ec2.on<ec2::DeleteVpc>(
            [this](Call& call, const ec2::DeleteVpcInput&) -> Answer<ec2::DeleteVpcOutput> {
                ++deleted;
                call.batch().erase("ec2.vpc", "vpc-1");
                return ec2::DeleteVpcOutput{};
            }
        );
        ecs.on<ecs::ListClusters>(
            [this](Call& call, const ecs::ListClustersInput&) -> Answer<ecs::ListClustersOutput> {
                auto made = call.invoke<ec2::CreateVpc>(other, {.cidr_block = "10.0.0.0/16"});
                if (!made) return std::move(made).error();
                ecs::ListClustersOutput output;
                output.cluster_arns.push_back(made.value().vpc->vpc_id.value());
                return output;
            }
        );
        auto administrator = fixture.administrator();
        signer.access_key_id = administrator.access_key_id;
        signer.secret_access_key = "secret";
        fixture.identities.add_key(administrator, "secret");
        fixture.start({&ec2, &ecs});
    }

    /// The answer; its status is 0 until it arrives.
    net::Response& send(net::Request request) {
        auto& got = answers.emplace_back();
        got.status = 0;
        fixture.dispatcher().handler()(std::move(request), [&got](net::Response response) {
            got = std::move(response);
        });
        fixture.settle();
        return got;
    }
    net::Request form(const std::string& body, const std::string& invocation = "") {
        net::Request request;
        request.method = "POST";
        request.target = "/";
        request.headers.add("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
        if (!invocation.empty()) request.headers.add("amz-sdk-invocation-id", invocation);
        request.body = body + "&Version=2016-11-15";
        sign(request, signer, "ec2", fixture.host.time.now());
        return request;
    }

    ServiceFixture fixture;
    FakeService ec2{ec2::service_model()};
    FakeService ecs{ecs::service_model()};
    Principal other;
    Signer signer;
    std::deque<net::Response> answers;
    int created = 0;
    int deleted = 0;
    int told = 0;
};

}  // namespace

TEST_CASE("a signed call is handled, committed and answered") {
    Region region;
    auto response = region.send(region.form("Action=CreateVpc&CidrBlock=10.0.0.0%2F16"));
    CHECK(response.status == 200);
    CHECK(response.body.contains("<vpcId>vpc-1</vpcId>"));
    CHECK(*response.headers.find("content-type") == "text/xml;charset=UTF-8");
    CHECK(region.fixture.store.rows.size() == 1);
    CHECK(region.told == 1);
}

TEST_CASE("an answer waits for the disk, and a read for what it saw") {
    Region region;
    region.fixture.store.hold();
    const auto& held = region.send(region.form("Action=CreateVpc&CidrBlock=10.0.0.0%2F16"));
    CHECK(held.status == 0);
    CHECK(region.told == 0);
    const auto& read = region.send(region.form("Action=DescribeVpcs"));
    CHECK(read.status == 0);
    region.fixture.store.flush();
    region.fixture.settle();
    CHECK(region.told == 1);
    CHECK(held.status == 200);
    CHECK(read.status == 200);
}

TEST_CASE("on a full disk reads and what makes room are carried out, the rest is refused") {
    Region region;
    std::optional<std::string> full = "the disk of the region is full";
    region.fixture.dispatcher().refuse_growth_when([&full] { return full; });
    auto made = region.send(region.form("Action=CreateVpc&CidrBlock=10.0.0.0%2F16"));
    CHECK(made.status == 503);
    CHECK(made.body.contains("<Code>Unavailable</Code>"));
    CHECK(made.body.contains("the disk of the region is full. Reading, stopping and deleting"));
    CHECK(region.created == 0);
    CHECK(region.send(region.form("Action=DescribeVpcs")).status == 200);
    CHECK(region.send(region.form("Action=DeleteVpc&VpcId=vpc-1", "attempt")).status == 200);
    CHECK(region.deleted == 1);
    CHECK(region.fixture.store.rows.empty());  // the answer is not kept: its row would take space
    full = std::nullopt;
    CHECK(region.send(region.form("Action=CreateVpc&CidrBlock=10.0.0.0%2F16")).status == 200);
}

TEST_CASE("what a full disk does not refuse is declared for each operation") {
    for (const char* action :
         {"ecs:StopTask", "ecs:DeleteService", "ecr:BatchDeleteImage", "logs:PutRetentionPolicy"})
        CHECK_FALSE(find_access(action)->grows());
    for (const char* action : {"sts:AssumeRole", "ecs:DescribeTasks"})
        CHECK_FALSE(find_access(action)->grows());
    for (const char* action : {"ecs:RunTask", "ec2:CreateTags", "secretsmanager:PutSecretValue"})
        CHECK(find_access(action)->grows());
}

TEST_CASE("the same attempt gets the same answer, also after a restart") {
    Region region;
    auto create = [&](Region& in, const std::string& id) {
        return in.send(in.form("Action=CreateVpc&CidrBlock=10.0.0.0%2F16", id)).body;
    };
    CHECK(create(region, "attempt-1").contains("vpc-1"));
    CHECK(create(region, "attempt-1").contains("vpc-1"));
    CHECK(region.created == 1);
    CHECK(create(region, "attempt-2").contains("vpc-2"));

    Region again;
    for (const auto& [where, value] : region.fixture.store.rows) {
        if (where.first != "wire.answer") continue;
        CHECK(again.fixture.dispatcher().load({where.first, where.second, value}).ok());
    }
    CHECK(create(again, "attempt-2").contains("vpc-2"));
    CHECK(again.created == 0);
}

TEST_CASE("a kept answer is told only to who may still call") {
    Region region;
    auto role = region.fixture.role("deployer", allow_all);
    role.access_key_id = "ASIADEPLOYER";
    region.fixture.identities.add_key(role, "secret");
    region.signer.access_key_id = role.access_key_id;
    auto create = [&] {
        return region.send(region.form("Action=CreateVpc&CidrBlock=10.0.0.0%2F16", "attempt-1"));
    };
    CHECK(create().status == 200);
    CHECK(create().body.contains("vpc-1"));
    region.fixture.identities.allow(
        role.arn,
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]})"
    );
    auto refused = create();
    CHECK(refused.status == 403);
    CHECK_FALSE(refused.body.contains("vpc-1"));
    CHECK(region.created == 1);
}

TEST_CASE("kept answers lie sealed on the disk, and those of an older region are read") {
    Region region;
    region.send(region.form("Action=CreateVpc&CidrBlock=10.0.0.0%2F16", "attempt-1"));
    std::string key;
    for (const auto& [where, value] : region.fixture.store.rows) {
        if (where.first != "wire.answer") continue;
        CHECK_FALSE(value.contains("vpc-1"));
        key = where.second;
    }
    Region again;
    store::Row old{
        "wire.answer", key, R"({"At":1795000000,"Output":"{\"Vpc\":{\"VpcId\":\"vpc-9\"}}"})"
    };
    REQUIRE(again.fixture.dispatcher().load(old).ok());
    auto answer = again.send(again.form("Action=CreateVpc&CidrBlock=10.0.0.0%2F16", "attempt-1"));
    CHECK(answer.body.contains("vpc-9"));
}

TEST_CASE("a form is an operation only at /, by GET or POST") {
    Region region;
    auto request = region.form("Action=DescribeVpcs");
    request.target = "/other";
    sign(request, region.signer, "ec2", region.fixture.host.time.now());
    CHECK(region.send(request).status == 404);
    request.target = "/";
    request.method = "PUT";
    sign(request, region.signer, "ec2", region.fixture.host.time.now());
    CHECK(region.send(request).status == 404);
}

TEST_CASE("kept answers are dropped after an hour") {
    Region region;
    region.send(region.form("Action=CreateVpc&CidrBlock=10.0.0.0%2F16", "attempt-1"));
    region.fixture.advance(std::chrono::minutes(61));
    region.send(region.form("Action=CreateVpc&CidrBlock=10.0.0.0%2F16", "attempt-2"));
    int kept = 0;
    for (const auto& [where, value] : region.fixture.store.rows)
        kept += where.first == "wire.answer" ? 1 : 0;
    CHECK(kept == 1);
}

TEST_CASE("an answer older than an hour is not repeated, and the new one is kept") {
    Region region;
    auto create = [&] {
        return region.send(region.form("Action=CreateVpc&CidrBlock=10.0.0.0%2F16", "attempt-1"))
            .body;
    };
    CHECK(create().contains("vpc-1"));
    region.fixture.advance(std::chrono::minutes(61));
    CHECK(create().contains("vpc-2"));
    CHECK(create().contains("vpc-2"));
    CHECK(region.created == 2);
}

TEST_CASE("refusals come in the protocol's words") {
    Region region;
    auto request = region.form("Action=DescribeVpcs");
    request.headers.set("Authorization", "");
    CHECK(region.send(request).body.contains("IncompleteSignature"));
    region.signer.secret_access_key = "wrong";
    CHECK(region.send(region.form("Action=DescribeVpcs")).body.contains("AuthFailure"));
    region.signer.access_key_id = "AKIANOBODY";
    auto unknown = region.send(region.form("Action=DescribeVpcs"));
    CHECK(unknown.status == 401);
    CHECK(unknown.body.contains("AWS was not able to validate the provided access credentials"));

    net::Request bare;
    bare.method = "POST";
    bare.target = "/";
    bare.headers.add("X-Amz-Target", "AmazonEC2ContainerServiceV20141113.ListClusters");
    auto missing = region.send(bare);
    CHECK(missing.status == 400);
    CHECK(missing.body.contains("MissingAuthenticationTokenException"));
}

TEST_CASE("whose bodies do not fit now is told so in the protocol's words") {
    Region region;
    net::Request request;
    request.method = "POST";
    request.target = "/";
    request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    auto busy = region.fixture.dispatcher().overloaded(request);
    CHECK(busy.status == 503);
    CHECK(busy.body.contains("<Code>ServiceUnavailable</Code>"));
    request.headers.set("Content-Type", "application/x-amz-json-1.1");
    request.headers.add("X-Amz-Target", "AmazonEC2ContainerServiceV20141113.ListClusters");
    busy = region.fixture.dispatcher().overloaded(request);
    CHECK(busy.status == 503);
    CHECK(busy.body.contains("ServiceUnavailable"));
}

TEST_CASE("an operation that is not there is 501 with its name") {
    Region region;
    auto response = region.send(region.form("Action=DeleteSubnet&SubnetId=subnet-1"));
    CHECK(response.status == 501);
    CHECK(response.body.contains("ec2:DeleteSubnet is not implemented"));
    CHECK(region.send(region.form("Action=RunInstances")).status == 501);
}

TEST_CASE("a missing parameter is told before anything is asked") {
    Region region;
    region.ec2.on<ec2::DeleteVpc>(
        [](Call&, const ec2::DeleteVpcInput&) -> Answer<ec2::DeleteVpcOutput> {
            return ec2::DeleteVpcOutput{};
        }
    );
    region.fixture.start({&region.ec2});
    auto response = region.send(region.form("Action=DeleteVpc"));
    CHECK(response.body.contains("The request must contain the parameter VpcId"));
}

TEST_CASE("who has no policy may nothing, and is told so in AWS's sentence") {
    Region region;
    auto nobody = region.fixture.role("nobody");
    auto answer = region.fixture.call<ec2::CreateVpc>({.cidr_block = "10.0.0.0/16"}, nobody);
    REQUIRE_FALSE(answer.ok());
    CHECK(answer.error().code == "UnauthorizedOperation");
    CHECK(
        answer.error().message ==
        "You are not authorized to perform this operation. User: "
        "arn:aws:sts::000011112222:assumed-role/nobody/test is not authorized to perform: "
        "ec2:CreateVpc on resource: * because no identity-based policy allows the ec2:CreateVpc "
        "action"
    );
    CHECK(region.created == 0);
    auto maker = region.fixture.role("maker", allow_all);
    CHECK(region.fixture.call<ec2::CreateVpc>({.cidr_block = "10.0.0.0/16"}, maker).ok());
}

TEST_CASE("one service asks another as a principal, in the same batch") {
    Region region;
    region.other = service_principal(
        region.fixture.host.here.account, "ecs.amazonaws.com", "AWSServiceRoleForECS"
    );
    auto refused = region.fixture.call<ecs::ListClusters>({});
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == "UnauthorizedOperation");
    CHECK(refused.error().message.contains("assumed-role/AWSServiceRoleForECS/ecs"));

    region.fixture.identities.allow(region.other.arn, allow_all);
    auto made = region.fixture.call<ecs::ListClusters>({});
    REQUIRE(made.ok());
    CHECK(made.value().cluster_arns.front() == "vpc-1");
    CHECK(region.fixture.store.rows.size() == 1);
}

TEST_CASE("a dry run changes nothing") {
    Region region;
    auto response =
        region.send(region.form("Action=CreateVpc&CidrBlock=10.0.0.0%2F16&DryRun=true"));
    CHECK(response.status == 412);
    CHECK(response.body.contains("DryRunOperation"));
    CHECK(region.created == 0);
}

TEST_CASE("an action that names no resource is still for those who may do it to all") {
    FakeService ec2{ec2::service_model()};
    ec2.on<ec2::DescribeVpcs>(
        [](Call&, const ec2::DescribeVpcsInput&) -> Answer<ec2::DescribeVpcsOutput> {
            return ec2::DescribeVpcsOutput{};
        },
        [](Call&, const ec2::DescribeVpcsInput&) { return std::vector<Resource>{}; }
    );
    ServiceFixture fixture;
    fixture.start({&ec2});
    CHECK_FALSE(fixture.call<ec2::DescribeVpcs>({}, fixture.role("nobody")).ok());
    CHECK(fixture.call<ec2::DescribeVpcs>({}, fixture.role("all", allow_all)).ok());
}
