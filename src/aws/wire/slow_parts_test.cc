// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/slow_parts.h"

#include <doctest/doctest.h>

#include "aws/models/ec2/delete_vpc.h"
#include "aws/models/ec2/describe_vpcs.h"
#include "aws/models/ec2/service_model.h"
#include "aws/wire/testing/fake_service.h"
#include "aws/wire/testing/held_workers.h"
#include "aws/wire/testing/service_fixture.h"
#include "aws/wire/testing/sign_request.h"

using namespace atlas;
using namespace atlas::aws;
using namespace atlas::aws::testing;

namespace {

/// An ec2 whose DeleteVpc is a slow_operation, on held workers.
struct Region {
    Region() {
        ec2.on_slow<ec2::DeleteVpc>(
            [this](Call&, const ec2::DeleteVpcInput& input) -> Answer<Slow<ec2::DeleteVpc>> {
                if (input.vpc_id == "vpc-none")
                    return AwsError{"InvalidVpcID.NotFound", "there is none", 400, {}};
                return Slow<ec2::DeleteVpc>([this]() -> Answer<ec2::DeleteVpcOutput> {
                    ++deleted;
                    if (deleted == fails_at) return Error(ErrorCode::io, "the disk");
                    return ec2::DeleteVpcOutput{};
                });
            }
        );
        ec2.on<ec2::DescribeVpcs>(
            [](Call&, const ec2::DescribeVpcsInput&) -> Answer<ec2::DescribeVpcsOutput> {
                return ec2::DescribeVpcsOutput{};
            }
        );
        auto administrator = fixture.administrator();
        signer.access_key_id = administrator.access_key_id;
        signer.secret_access_key = "secret";
        fixture.identities.add_key(administrator, "secret");
        fixture.host.pool = &workers;
        fixture.start({&ec2});
        workers.held = true;
    }

    /// The status of the answer; 0 until it arrives.
    std::shared_ptr<int> send(const std::string& action, const std::string& invocation = "") {
        net::Request request;
        request.method = "POST";
        request.target = "/";
        request.headers.add("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
        if (!invocation.empty()) request.headers.add("amz-sdk-invocation-id", invocation);
        request.body = "Action=" + action + "&Version=2016-11-15";
        sign(request, signer, "ec2", fixture.host.time.now());
        auto status = std::make_shared<int>(0);
        fixture.dispatcher().handler()(std::move(request), [status](net::Response response) {
            *status = response.status;
        });
        fixture.settle();
        return status;
    }
    void release() {
        workers.release();
        fixture.settle();
    }

    HeldWorkers workers;
    ServiceFixture fixture;
    FakeService ec2{ec2::service_model()};
    Signer signer;
    int deleted = 0;
    int fails_at = 0;
};

}  // namespace

TEST_CASE("what a worker answers holds up nobody else, and is answered when it comes back") {
    Region region;
    auto slow = region.send("DeleteVpc&VpcId=vpc-1");
    CHECK(*slow == 0);
    CHECK(*region.send("DescribeVpcs") == 200);
    CHECK(*region.send("DeleteVpc&VpcId=vpc-none") == 400);
    CHECK(*slow == 0);
    region.release();
    CHECK(*slow == 200);
}

TEST_CASE("an attempt asked again while it is under way is done once") {
    Region region;
    auto first = region.send("DeleteVpc&VpcId=vpc-1", "attempt-1");
    auto second = region.send("DeleteVpc&VpcId=vpc-1", "attempt-1");
    region.release();
    CHECK(*first == 200);
    CHECK(*second == 200);
    CHECK(region.deleted == 1);
    CHECK(*region.send("DeleteVpc&VpcId=vpc-1", "attempt-1") == 200);
    CHECK(region.deleted == 1);
}

TEST_CASE("an attempt that failed is done anew for who asked it again meanwhile") {
    Region region;
    region.fails_at = 1;
    auto first = region.send("DeleteVpc&VpcId=vpc-1", "attempt-1");
    auto second = region.send("DeleteVpc&VpcId=vpc-1", "attempt-1");
    region.release();
    CHECK(*first == 500);
    CHECK(*second == 200);
    CHECK(region.deleted == 2);
}

TEST_CASE("few slow parts hold workers at once, the others follow") {
    Region region;
    std::vector<std::shared_ptr<int>> sent;
    for (int count = 0; count < SlowParts::at_once_max + 3; ++count)
        sent.push_back(region.send("DeleteVpc&VpcId=vpc-1"));
    CHECK(region.workers.kept.size() == SlowParts::at_once_max);
    region.release();
    for (const auto& status : sent)
        CHECK(*status == 200);
}
