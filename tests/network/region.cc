// SPDX-License-Identifier: Apache-2.0
#include "network/region.h"

#include <filesystem>
#include <fstream>

#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "linux/fd.h"
#include "linux/process_runner.h"

namespace atlas::tests {

using network::Network;
using network::VpcPlan;

bool is_root() {
    if (::geteuid() == 0) return true;
    MESSAGE("skipped: namespaces and nftables need root");
    return false;
}

namespace {

/// A host for the tests alone, so that nft tables and 127.77 addresses meet nobody else's.
void move_to_own_host() {
    static bool moved = false;
    if (moved) return;
    REQUIRE(::unshare(CLONE_NEWNET) == 0);
    linux::Fd socket(::socket(AF_INET, SOCK_DGRAM, 0));
    ifreq request{};
    request.ifr_name[0] = 'l';
    request.ifr_name[1] = 'o';
    request.ifr_flags = IFF_UP;
    REQUIRE(::ioctl(socket.number(), SIOCSIFFLAGS, &request) == 0);
    moved = true;
}

}  // namespace

std::string run(std::vector<std::string> args) {
    linux::SystemProcessRunner runner;
    auto finished = runner.run({.args = std::move(args), .input = ""});
    return finished ? finished.value().output : "";
}

std::string run_in(const std::string& space, const std::vector<std::string>& args) {
    std::vector<std::string> all{"ip", "netns", "exec", space};
    all.insert(all.end(), args.begin(), args.end());
    return run(all);
}

std::string region_id(int number) {
    char text[8] = {};
    (void
    )std::snprintf(static_cast<char*>(text), sizeof text, "%05x%d", ::getpid() & 0xfffff, number);
    return static_cast<const char*>(text);
}

network::GroupRule tcp(int port, std::string cidr, std::string group) {
    return {"tcp", port, port, std::move(cidr), std::move(group), {}};
}

VpcPlan plan() {
    VpcPlan vpc;
    vpc.id = "vpc-1";
    vpc.cidr = "10.0.0.0/16";
    vpc.groups = {
        {"sg-lb", {tcp(443, "0.0.0.0/0", "")}, {tcp(8080, "", "sg-app")}},
        {"sg-app", {tcp(8080, "", "sg-lb")}, {{"-1", -1, -1, "0.0.0.0/0", ""}}},
        {"sg-cache", {tcp(6379, "", "sg-app")}, {}},
    };
    vpc.enis = {
        {"eni-0000000001", "10.0.1.10", {"sg-app"}},
        {"eni-0000000002", "10.0.2.20", {"sg-cache"}},
        {"eni-0000000003", "10.0.0.5", {"sg-lb"}},
        {"eni-0000000004", "10.0.3.5", {"sg-lb"}},
    };
    return vpc;
}

Region::Region(std::string name) : id(std::move(name)) {
    move_to_own_host();
    char pattern[] = "/tmp/atlastest-XXXXXX";
    place = ::mkdtemp(static_cast<char*>(pattern));
    std::filesystem::create_directory(place + "/home");
    std::ofstream(place + "/hosts") << "127.0.0.1 localhost\n";
    // dnsmasq runs as nobody.
    std::filesystem::permissions(place, std::filesystem::perms(0755));
    options = {id, place + "/home", "127.77.200", place + "/run", place + "/hosts"};
    start();
}

Region::~Region() {
    if (network) (void)network->remove_all();
    std::filesystem::remove_all(place);
}

void Region::start() {
    network.reset();
    auto opened = Network::open(options);
    REQUIRE(opened);
    network = std::move(opened).value();
}

void Region::open_all() {
    network->desire(plan());
    REQUIRE(good(network->open_sandbox({"app", "vpc-1", {"eni-0000000001"}})));
    REQUIRE(good(network->open_sandbox({"cache", "vpc-1", {"eni-0000000002"}})));
    REQUIRE(good(network->open_sandbox({"lb", "vpc-1", {"eni-0000000003", "eni-0000000004"}})));
}

int Region::resolver_pid() const {
    std::ifstream file(options.run_directory + "/" + id + "/vpc-1/dnsmasq.pid");
    int pid = 0;
    file >> pid;
    return pid;
}

std::string Region::told() const {
    std::string text;
    for (const auto& trouble : network->troubles()) {
        text += trouble.note ? "mended " : "wrong ";
        text += trouble.place + ": " + trouble.sentence + "\n";
    }
    return text;
}

}  // namespace atlas::tests
