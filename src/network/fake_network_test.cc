// SPDX-License-Identifier: Apache-2.0
#include "network/fake_network.h"

#include <doctest/doctest.h>

namespace atlas::network {
namespace {

TEST_CASE("a sandbox opens with an interface that was desired, and with no other") {
    FakeNetwork fake;
    Network& network = fake;
    CHECK(!network.open_sandbox({"task-1", "vpc-1", {"eni-1"}}));
    VpcPlan plan;
    plan.id = "vpc-1";
    plan.cidr = "10.0.0.0/16";
    plan.enis = {{"eni-1", "10.0.1.10", {}}};
    network.desire(plan);
    CHECK(fake.applied.empty());
    CHECK(network.open_sandbox({"task-1", "vpc-1", {"eni-1"}}));
    CHECK(fake.applied.size() == 1);
    CHECK(!network.open_sandbox({"task-2", "vpc-1", {"eni-2"}}));
    CHECK(network.list_sandboxes().value() == std::vector<std::string>{"task-1"});
}

TEST_CASE("an owner keeps its address") {
    FakeNetwork network;
    auto first = network.lease_address("elb:a").value();
    CHECK(network.lease_address("elb:b").value() != first);
    CHECK(network.lease_address("elb:a").value() == first);
}

}  // namespace
}  // namespace atlas::network
