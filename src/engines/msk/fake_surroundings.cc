// SPDX-License-Identifier: Apache-2.0
#include "engines/msk/fake_surroundings.h"

#include <cstdlib>
#include <filesystem>

#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/check.h"
#include "base/random.h"

namespace atlas::engines::msk {
namespace {

/// Enters a network namespace without the 127.77 addresses and ports of running regions.
void move_to_own_host() {
    static bool moved = false;
    if (moved) return;
    ATLAS_CHECK(::unshare(CLONE_NEWNET) == 0, "root makes a network namespace");
    linux::Fd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    ifreq request{};
    std::string("lo").copy(request.ifr_name, 2);
    request.ifr_flags = IFF_UP;
    ATLAS_CHECK(::ioctl(socket.number(), SIOCSIFFLAGS, &request) == 0, "a loopback comes up");
    moved = true;
}

}  // namespace

Cluster example_cluster() {
    Cluster cluster;
    cluster.id = "c1";
    cluster.kafka_id = "AAAAAAAAAAAAAAAAAAAAAA";
    cluster.kafka_version = "3.8.x";
    cluster.arn = "arn:aws:kafka:us-east-1:123456789012:cluster/poc/6e7f0f2c-1";
    cluster.account = "123456789012";
    cluster.region = "us-east-1";
    cluster.tags = {{"stage", "test"}};
    cluster.properties = {{"num.partitions", "3"}};
    for (int id : {1, 2}) {
        const auto number = std::to_string(id);
        Broker broker;
        broker.id = id;
        broker.zone = "use1-az" + number;
        broker.eni = "eni-" + number;
        broker.address = "10.0." + number + ".5";
        broker.host = "b-" + number + ".poc.kafka.us-east-1.atlas.test";
        broker.public_host = "b-" + number + "-public.poc.kafka.us-east-1.atlas.test";
        cluster.brokers.push_back(std::move(broker));
    }
    cluster.vpc = "vpc-1";
    cluster.resolver = "10.0.0.2";
    cluster.security_groups = {"sg-kafka"};
    return cluster;
}

bool FakeSurroundings::possible() {
    return ::geteuid() == 0;
}

FakeSurroundings::FakeSurroundings() : now(Time(std::chrono::days(20'000))) {
    move_to_own_host();
    char name[] = "/tmp/atlas-msk-XXXXXX";
    ATLAS_CHECK(::mkdtemp(name), "a temporary folder can be made");
    directory = name;
    SeededRandom random(7);
    authority = crypto::make_authority(
        "test", {"test"}, {now - std::chrono::hours(1), now + std::chrono::days(3650)}, random
    );
    identities.region_key = std::string(32, 'k');
    network::VpcPlan plan;
    plan.id = "vpc-1";
    plan.cidr = "10.0.0.0/16";
    plan.enis = {{"eni-1", "10.0.1.5", {"sg-kafka"}}, {"eni-2", "10.0.2.5", {"sg-kafka"}}};
    network.desire(std::move(plan));
}

FakeSurroundings::~FakeSurroundings() {
    std::error_code ignored;
    std::filesystem::remove_all(directory, ignored);
}

Step FakeSurroundings::step(Cluster cluster) {
    auto place = folder(cluster);
    return {std::move(cluster), identities, authority, std::move(place), &network, now, {}};
}

}  // namespace atlas::engines::msk
