// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/reconcile_vpc.h"

#include "aws/ec2/ec2_fixture.h"
#include "aws/models/ec2/delete_vpc.h"

namespace atlas::aws::ec2 {
namespace {

using namespace std::chrono_literals;

TEST_CASE("who makes an interface can use it once the call is on the disk") {
    Ec2Fixture ec2;
    auto vpc = ec2.make_vpc();
    auto subnet = ec2.make_subnet(vpc, "10.0.1.0/24");
    bool opened = false;
    auto ecs = ec2.region.administrator();
    ec2.region.host.transact(ecs, [&](Call& call) {
        CreateNetworkInterfaceInput input;
        input.subnet_id = subnet;
        auto made = call.invoke<CreateNetworkInterface>(ecs, input);
        REQUIRE(made.ok());
        auto eni = *made.value().network_interface->network_interface_id;
        call.after_commit([&ec2, &opened, vpc, eni] {
            // This does not wait for a worker of the reconciler.
            opened = ec2.network.open_sandbox({"task", vpc, {eni}}).ok();
        });
    });
    ec2.region.settle();
    CHECK(opened);
}

TEST_CASE("the network gets the groups' rules, prefix lists as ranges and no IPv6") {
    Ec2Fixture ec2;
    auto vpc = ec2.make_vpc();
    auto edge = ec2.make_group(vpc, "edge");
    AuthorizeSecurityGroupIngressInput allow;
    allow.group_id = edge;
    auto permission = Ec2Fixture::tcp(443);
    permission.ip_ranges.push_back({std::nullopt, "0.0.0.0/0"});
    permission.ipv6_ranges.push_back({std::nullopt, "::/0"});
    permission.prefix_list_ids.push_back({std::nullopt, "pl-63a5400a"});
    allow.ip_permissions.push_back(permission);
    ec2.must<AuthorizeSecurityGroupIngress>(allow);
    ec2.region.settle();
    const auto& plan = ec2.network.applied[vpc];
    CHECK(plan.cidr == "10.0.0.0/16");
    REQUIRE(plan.groups.size() == 2);
    const auto& group = plan.groups[0].id == edge ? plan.groups[0] : plan.groups[1];
    CHECK(group.ingress.size() == 4);
    CHECK(group.egress.size() == 1);
}

TEST_CASE("what is not yet on the disk is not carried out") {
    Ec2Fixture ec2;
    ec2.region.store.hold();
    auto vpc = ec2.make_vpc();
    ec2.region.settle();
    CHECK(ec2.network.desired.empty());
    CHECK(ec2.network.applied.empty());
    ec2.region.store.release();
    ec2.region.settle();
    CHECK(ec2.network.applied.contains(vpc));
}

TEST_CASE("a kernel that says no is asked again") {
    Ec2Fixture ec2;
    ec2.network.failure = Error(ErrorCode::io, "no");
    auto vpc = ec2.make_vpc();
    ec2.region.settle();
    CHECK(ec2.network.applied.empty());
    ec2.network.failure.reset();
    ec2.region.advance(1s);
    CHECK(ec2.network.applied.contains(vpc));
}

TEST_CASE("a VPC that is deleted goes from the kernel, also over a restart") {
    Ec2Fixture ec2;
    auto kept = ec2.make_vpc();
    auto gone = ec2.make_vpc("10.1.0.0/16");
    ec2.region.settle();
    DeleteVpcInput remove;
    remove.vpc_id = gone;
    ec2.must<DeleteVpc>(remove);
    ec2.region.settle();
    CHECK(ec2.network.applied.size() == 1);

    network::FakeNetwork left_over;
    network::VpcPlan stranger;
    stranger.id = "vpc-stranger";
    CHECK(static_cast<network::Network&>(left_over).apply(stranger));
    auto service = make_service(left_over);
    testing::ServiceFixture again;
    again.store.rows = ec2.region.store.rows;
    again.start({service.get()});
    CHECK(left_over.applied.size() == 1);
    CHECK(left_over.applied.contains(kept));
}

}  // namespace
}  // namespace atlas::aws::ec2
