// SPDX-License-Identifier: Apache-2.0
#include "network/kernel_network.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <thread>

#include <doctest/doctest.h>
#include <sched.h>
#include <unistd.h>

#include "linux/file_lock.h"
#include "linux/namespace.h"

using namespace atlas;
using namespace atlas::network;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

/// Folders of a region that has the machine to itself.
struct Place {
    fs::path root;
    NetworkOptions options;
    Place() {
        char name[] = "/tmp/atlas-network-XXXXXX";
        root = mkdtemp(name);
        // dnsmasq runs as nobody.
        fs::permissions(root, fs::perms(0755));
        char id[16] = {};
        (void)std::snprintf(id, sizeof id, "%05xk", static_cast<unsigned>(getpid()) & 0xfffff);
        options = {id, root / "home", "127.77.200", root / "run", root / "hosts"};
        std::ofstream(root / "hosts") << "127.0.0.1 localhost\n";
        fs::create_directories(root / "run" / options.region_id);
    }
    ~Place() { fs::remove_all(root); }
};

std::size_t count_sockets() {
    std::size_t sockets = 0;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator("/proc/self/fd"))
        sockets += fs::read_symlink(entry.path(), ignored).string().starts_with("socket:");
    return sockets;
}

template <typename Condition>
bool soon(Condition condition) {
    auto deadline = std::chrono::steady_clock::now() + 5s;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        usleep(5000);
    }
    return true;
}

/// VPCs come, get foreign changes, and go while the keeper looks at these.
void remove_while_mending(const NetworkOptions& options) {
    auto network = Network::open(options).value();
    const auto before = count_sockets();
    for (int round = 0; round < 10; ++round) {
        VpcPlan plan;
        plan.id = "vpc-" + std::to_string(round);
        plan.cidr = "10.0.0.0/16";
        plan.groups = {{"sg-a", {}, {}}};
        REQUIRE(network->apply(plan).ok());
        auto space = linux::open_namespace("atlas-" + options.region_id + "-" + plan.id);
        REQUIRE(space.ok());
        linux::Command flush;
        flush.args = {"nft", "flush", "ruleset"};
        flush.network_namespace = space.value().number();
        linux::SystemProcessRunner runner;
        REQUIRE(runner.run_well(flush).ok());
        usleep(static_cast<useconds_t>(round * 1000));
        REQUIRE(network->remove_vpc(plan.id).ok());
    }
    CHECK(soon([&] { return count_sockets() == before; }));
    CHECK(network->remove_all().ok());
}

}  // namespace

TEST_CASE("conflicts of names are told while another program holds the lock of the hosts file") {
    Place place;
    auto addresses = Addresses::open(place.options.home + "/network", "127.77.200");
    KernelNetwork network(place.options, std::move(addresses).value());
    auto held = linux::lock_file(place.options.run_directory + "/lock");
    REQUIRE(held.ok());
    std::thread publisher([&] {
        auto published = network.publish(
            {"elb:a", "vpc-1", {{"a.atlas.test", {"10.0.0.5"}}}, {{"localhost", "127.77.200.10"}}}
        );
        CHECK(published.ok());
    });
    // From then on the publisher has its mutex and waits for the lock.
    auto names = place.root / "run" / place.options.region_id / "vpc-1/names/elb%3Aa";
    CHECK(soon([&] { return fs::exists(names); }));
    auto told = std::async(std::launch::async, [&] { return network.conflicts(); });
    CHECK(told.wait_for(2s) == std::future_status::ready);
    held.value().close();
    publisher.join();
    REQUIRE(network.conflicts().size() == 1);
    CHECK(network.conflicts()[0].name == "localhost");
}

TEST_CASE("nothing of a removed VPC is watched, though its changes were being looked at") {
    if (geteuid() != 0) {
        MESSAGE("skipped: namespaces and nftables need root");
        return;
    }
    Place place;
    // The host's nft tables stay out of it.
    std::thread([&] {
        REQUIRE(unshare(CLONE_NEWNET) == 0);
        remove_while_mending(place.options);
    }).join();
}
