// SPDX-License-Identifier: Apache-2.0
#include "network/kernel_network.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <thread>

#include <doctest/doctest.h>
#include <unistd.h>

#include "linux/file_lock.h"

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

template <typename Condition>
bool soon(Condition condition) {
    auto deadline = std::chrono::steady_clock::now() + 5s;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        usleep(5000);
    }
    return true;
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
