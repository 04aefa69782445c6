// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include <doctest/doctest.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "linux/namespace.h"
#include "linux/process_runner.h"
#include "linux/route_socket.h"
#include "network/leases.h"
#include "network/network.h"
#include "network/sockets.h"

namespace atlas::network {
namespace {

using namespace std::chrono_literals;
using tests::converse;
using tests::listen_in;
using tests::resolve;
using tests::try_connect;

bool is_root() {
    if (::geteuid() == 0) return true;
    MESSAGE("skipped: namespaces and nftables need root");
    return false;
}

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

std::string run(std::vector<std::string> args) {
    linux::SystemProcessRunner runner;
    auto finished = runner.run({.args = std::move(args), .input = ""});
    return finished ? finished.value().output : "";
}

/// Says why where a call failed.
template <typename T>
bool good(Result<T> result) {
    if (!result) MESSAGE(result.error().message());
    return result.ok();
}

GroupRule tcp(int port, std::string cidr, std::string group) {
    return {"tcp", port, port, std::move(cidr), std::move(group)};
}

/// The stack in small: balancer → app → cache.
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

struct Region {
    explicit Region(std::string name) : id(std::move(name)) {
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
    ~Region() {
        if (network) (void)network->remove_all();
        std::filesystem::remove_all(place);
    }
    void start() {
        network.reset();
        auto opened = Network::open(options);
        REQUIRE(opened);
        network = std::move(opened).value();
    }
    /// The three workloads of the plan.
    void open_all() {
        network->desire(plan());
        REQUIRE(good(network->open_sandbox({"app", "vpc-1", {"eni-0000000001"}})));
        REQUIRE(good(network->open_sandbox({"cache", "vpc-1", {"eni-0000000002"}})));
        REQUIRE(good(network->open_sandbox({"lb", "vpc-1", {"eni-0000000003", "eni-0000000004"}})));
    }
    std::string space(const std::string& sandbox) const { return "atlas-" + id + "-s-" + sandbox; }
    std::string router() const { return "atlas-" + id + "-vpc-1"; }
    int resolver_pid() const {
        std::ifstream file(options.run_directory + "/" + id + "/vpc-1/dnsmasq.pid");
        int pid = 0;
        file >> pid;
        return pid;
    }

    std::string id;
    std::string place;
    NetworkOptions options;
    std::unique_ptr<Network> network;
};

/// Ids that no other test run on this machine has at the same time.
std::string region_id(int number) {
    char text[8] = {};
    (void
    )std::snprintf(static_cast<char*>(text), sizeof text, "%05x%d", ::getpid() & 0xfffff, number);
    return static_cast<const char*>(text);
}

TEST_CASE("traffic passes where both sides' groups allow it, and nowhere else") {
    if (!is_root()) return;
    Region region(region_id(1));
    region.open_all();
    auto app = region.space("app");
    auto cache = region.space("cache");
    auto lb = region.space("lb");
    auto redis = listen_in(cache, "10.0.2.20", 6379);
    auto other = listen_in(cache, "10.0.2.20", 7000);
    auto http = listen_in(app, "10.0.1.10", 8080);
    CHECK(try_connect(app, "10.0.2.20", 6379) == "open");
    CHECK(try_connect(app, "10.0.2.20", 7000) == "timed out");
    CHECK(try_connect(lb, "10.0.1.10", 8080) == "open");
    CHECK(try_connect(lb, "10.0.1.10", 8080, "10.0.0.5") == "open");
    CHECK(try_connect(lb, "10.0.1.10", 8080, "10.0.3.5") == "open");
    CHECK(try_connect(lb, "10.0.2.20", 6379) == "timed out");
    CHECK(try_connect(cache, "10.0.1.10", 8080) == "timed out");
    CHECK(try_connect(app, "10.0.9.9", 6379) == "timed out");
    CHECK(try_connect(app, "192.0.2.1", 443) == "No route to host");
}

TEST_CASE("an address that an interface does not own goes nowhere") {
    if (!is_root()) return;
    Region region(region_id(1));
    region.open_all();
    auto http = listen_in(region.space("app"), "10.0.1.10", 8080);
    auto space = linux::open_namespace(region.space("cache"));
    REQUIRE(space);
    auto routes = linux::RouteSocket::open(space.value().number());
    REQUIRE(routes);
    // The cache pretends to be the balancer.
    REQUIRE(routes.value().add_address({"lo", "10.0.0.5", 32}));
    CHECK(try_connect(region.space("cache"), "10.0.1.10", 8080, "10.0.0.5") == "timed out");
    CHECK(try_connect(region.space("lb"), "10.0.1.10", 8080, "10.0.0.5") == "open");
}

TEST_CASE("a rule that goes keeps what is established and refuses what is new") {
    if (!is_root()) return;
    Region region(region_id(1));
    region.open_all();
    auto redis = listen_in(region.space("cache"), "10.0.2.20", 6379);
    auto talk = converse(region.space("app"), redis, "10.0.2.20", 6379);
    REQUIRE(talk.alive());
    auto closed = plan();
    closed.groups[2].ingress.clear();
    REQUIRE(region.network->apply(closed));
    CHECK(talk.alive());
    CHECK(try_connect(region.space("app"), "10.0.2.20", 6379) == "timed out");
    REQUIRE(region.network->apply(plan()));
    CHECK(try_connect(region.space("app"), "10.0.2.20", 6379) == "open");
    CHECK(talk.alive());
}

TEST_CASE("an interface that joins or leaves a group is let in or kept out") {
    if (!is_root()) return;
    Region region(region_id(1));
    region.open_all();
    auto redis = listen_in(region.space("cache"), "10.0.2.20", 6379);
    auto changed = plan();
    changed.enis[0].groups = {"sg-lb"};
    REQUIRE(region.network->apply(changed));
    CHECK(try_connect(region.space("app"), "10.0.2.20", 6379) == "timed out");
    changed.enis[0].groups = {"sg-lb", "sg-app"};
    REQUIRE(region.network->apply(changed));
    CHECK(try_connect(region.space("app"), "10.0.2.20", 6379) == "open");
}

TEST_CASE("the router serves names and the link-local ports, nothing else") {
    if (!is_root()) return;
    Region region(region_id(1));
    region.open_all();
    auto app = region.space("app");
    auto credentials = region.network->listen_in_router("vpc-1", "169.254.170.2", 80);
    REQUIRE(credentials);
    CHECK(!region.network->listen_in_router("vpc-1", "169.254.170.2", 80));
    auto hidden = listen_in(region.router(), "169.254.170.2", 22);
    auto gateway = listen_in(region.router(), "169.254.1.1", 80);
    REQUIRE(hidden);
    CHECK(try_connect(app, "169.254.170.2", 80) == "open");
    CHECK(try_connect(app, "169.254.170.2", 22) == "timed out");
    CHECK(try_connect(app, "169.254.1.1", 80) == "timed out");
    CHECK(try_connect(app, "10.0.0.2", 53) == "open");
    CHECK(try_connect(app, "169.254.169.253", 53) == "open");
}

/// Waits for what another process does in its own time; at most two seconds.
template <typename Condition>
bool soon(Condition condition) {
    auto deadline = std::chrono::steady_clock::now() + 2s;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        ::usleep(2000);
    }
    return true;
}

TEST_CASE("names are answered as published, per VPC and owner") {
    if (!is_root()) return;
    Region region(region_id(1));
    region.open_all();
    auto app = region.space("app");
    auto ask = [&](const std::string& name) { return resolve(app, "10.0.0.2", name); };
    CHECK(ask("b-1.kafka.us-east-1.atlas.test") == "NXDOMAIN");
    CHECK(ask("example.com") == "REFUSED");
    NameSet names{
        "kafka:c", "vpc-1", {{"b-1.kafka.us-east-1.atlas.test", {"10.0.0.5", "10.0.3.5"}}}, {}
    };
    REQUIRE(region.network->publish(names));
    CHECK(soon([&] { return ask("b-1.kafka.us-east-1.atlas.test") == "10.0.0.5 10.0.3.5"; }));
    CHECK(resolve(app, "169.254.169.253", "b-1.kafka.us-east-1.atlas.test") == "10.0.0.5 10.0.3.5");
    names.inside = {{"b-1.kafka.us-east-1.atlas.test", {"10.0.1.10"}}};
    REQUIRE(region.network->publish(names));
    CHECK(soon([&] { return ask("b-1.kafka.us-east-1.atlas.test") == "10.0.1.10"; }));
    names.inside.clear();
    REQUIRE(region.network->publish(names));
    CHECK(soon([&] { return ask("b-1.kafka.us-east-1.atlas.test") == "NXDOMAIN"; }));
}

TEST_CASE("a killed resolver comes back by itself") {
    if (!is_root()) return;
    Region region(region_id(1));
    region.open_all();
    REQUIRE(region.network->publish({"elb:a", "vpc-1", {{"a.atlas.test", {"10.0.0.5"}}}, {}}));
    auto pid = region.resolver_pid();
    REQUIRE(pid > 1);
    REQUIRE(::kill(pid, SIGKILL) == 0);
    CHECK(soon([&] { return region.resolver_pid() != pid; }));
    CHECK(soon([&] {
        return resolve(region.space("app"), "10.0.0.2", "a.atlas.test") == "10.0.0.5";
    }));
}

TEST_CASE("all goes on while the region is dead, and is taken back as it is") {
    if (!is_root()) return;
    Region region(region_id(1));
    region.open_all();
    auto redis = listen_in(region.space("cache"), "10.0.2.20", 6379);
    auto talk = converse(region.space("app"), redis, "10.0.2.20", 6379);
    auto pid = region.resolver_pid();
    auto tables = run({"ip", "netns", "exec", region.router(), "nft", "list", "ruleset"});
    region.network.reset();
    CHECK(talk.alive());
    CHECK(try_connect(region.space("app"), "10.0.2.20", 6379) == "open");
    region.start();
    CHECK(region.network->list_vpcs().value() == std::vector<std::string>{"vpc-1"});
    CHECK(
        region.network->list_sandboxes().value() == std::vector<std::string>{"app", "cache", "lb"}
    );
    region.open_all();
    CHECK(talk.alive());
    CHECK(region.resolver_pid() == pid);
    CHECK(run({"ip", "netns", "exec", region.router(), "nft", "list", "ruleset"}) == tables);
    CHECK(try_connect(region.space("app"), "10.0.2.20", 7000) == "timed out");
}

TEST_CASE("no connection fails while rules change and regions come and go") {
    if (!is_root()) return;
    Region region(region_id(1));
    region.open_all();
    auto redis = listen_in(region.space("cache"), "10.0.2.20", 6379);
    std::atomic<bool> over = false;
    std::atomic<int> opened = 0;
    std::atomic<int> failed = 0;
    std::thread client([&] {
        while (!over) {
            auto talk = converse(region.space("app"), redis, "10.0.2.20", 6379);
            ++(talk.alive() && talk.sent_again == 0 ? opened : failed);
        }
    });
    for (int round = 0; round < 20; ++round) {
        region.start();
        CHECK(good(region.network->apply(plan())));
        auto grown = plan();
        grown.enis.push_back({"eni-0000000009", "10.0.5.9", {"sg-app"}});
        grown.groups.push_back({"sg-new", {tcp(1, "", "sg-app")}, {}});
        CHECK(good(region.network->apply(grown)));
    }
    over = true;
    client.join();
    CHECK(failed.load() == 0);
    CHECK(opened.load() > 20);
}

TEST_CASE("a sandbox that was cut short is made anew, a closed one frees its interface") {
    if (!is_root()) return;
    Region region(region_id(1));
    region.open_all();
    auto space = linux::open_namespace(region.space("lb"));
    auto routes = linux::RouteSocket::open(space.value().number());
    REQUIRE(routes.value().delete_link("eth1"));
    region.open_all();
    auto http = listen_in(region.space("app"), "10.0.1.10", 8080);
    CHECK(try_connect(region.space("lb"), "10.0.1.10", 8080, "10.0.3.5") == "open");
    REQUIRE(region.network->close_sandbox("lb"));
    REQUIRE(region.network->close_sandbox("lb"));
    REQUIRE(region.network->open_sandbox({"lb2", "vpc-1", {"eni-0000000004"}}));
    CHECK(try_connect(region.space("lb2"), "10.0.1.10", 8080) == "open");
    auto unknown = region.network->open_sandbox({"x", "vpc-1", {"eni-9"}});
    REQUIRE(!unknown);
    CHECK(unknown.error().code() == ErrorCode::not_found);
}

TEST_CASE("a sandbox waits for an interface whose commit is under way") {
    if (!is_root()) return;
    Region region(region_id(1));
    std::thread region_thread([&] {
        ::usleep(50'000);
        region.network->desire(plan());
    });
    CHECK(good(region.network->open_sandbox({"app", "vpc-1", {"eni-0000000001"}})));
    region_thread.join();
}

TEST_CASE("a public listener follows the groups of its owner") {
    if (!is_root()) return;
    Region region(region_id(1));
    region.open_all();
    auto address = region.network->lease_address("elb:a").value();
    CHECK(address == "127.77.200.10");
    std::vector<PublicListener> listeners{
        {"elb:a", address, 443, {"sg-lb"}}, {"elb:a", address, 80, {"sg-lb"}}
    };
    REQUIRE(region.network->apply_public("elb:a", listeners));
    auto secure = listen_in("", address, 443);
    auto plain = listen_in("", address, 80);
    auto registry = listen_in("", "127.77.200.2", 443);
    CHECK(try_connect("", address, 443) == "open");
    CHECK(try_connect("", address, 80) == "timed out");
    CHECK(try_connect("", "127.77.200.2", 443) == "open");
    auto talk = converse("", secure, address, 443);
    // try_connect left one in the queue before it.
    talk = converse("", secure, address, 443);
    auto closed = plan();
    closed.groups[0].ingress.clear();
    REQUIRE(region.network->apply(closed));
    CHECK(try_connect("", address, 443) == "timed out");
    // The region starts again and knows no groups yet: the table stays.
    region.start();
    REQUIRE(region.network->apply_public("kafka:b", {{"kafka:b", "127.77.200.11", 9198, {}}}));
    CHECK(try_connect("", address, 443) == "timed out");
    REQUIRE(region.network->apply(plan()));
    CHECK(try_connect("", address, 443) == "open");
    CHECK(try_connect("", "127.77.200.11", 9198) == "timed out");
    REQUIRE(region.network->apply_public("kafka:b", {}));
    CHECK(try_connect("", "127.77.200.11", 9198) == "refused");
}

TEST_CASE("two regions stand side by side and neither takes the other's name") {
    if (!is_root()) return;
    Region first(region_id(1));
    Region second(region_id(2));
    second.options.hosts_file = first.options.hosts_file;
    second.start();
    first.open_all();
    second.open_all();
    auto redis = listen_in(first.space("cache"), "10.0.2.20", 6379);
    CHECK(try_connect(first.space("app"), "10.0.2.20", 6379) == "open");
    CHECK(try_connect(second.space("app"), "10.0.2.20", 6379) == "refused");
    REQUIRE(first.network->publish({"elb:a", "", {}, {{"e.atlas.test", "127.77.200.10"}}}));
    auto conflicts =
        second.network->publish({"elb:a", "", {}, {{"e.atlas.test", "127.77.201.10"}}});
    REQUIRE(conflicts);
    REQUIRE(conflicts.value().size() == 1);
    CHECK(conflicts.value()[0].owner_region == first.id);
    CHECK(second.network->conflicts().size() == 1);
    REQUIRE(second.network->remove_all());
    CHECK(try_connect(first.space("app"), "10.0.2.20", 6379) == "open");
}

TEST_CASE("remove_all leaves nothing") {
    if (!is_root()) return;
    Region region(region_id(1));
    region.open_all();
    REQUIRE(region.network->apply_public("elb:a", {{"elb:a", "127.77.200.10", 443, {}}}));
    REQUIRE(region.network->publish(
        {"elb:a", "vpc-1", {{"a.atlas.test", {"10.0.0.5"}}}, {{"a.atlas.test", "127.77.200.10"}}}
    ));
    auto pid = region.resolver_pid();
    REQUIRE(region.network->remove_all());
    CHECK(linux::list_namespaces("atlas-" + region.id).value().empty());
    // Ended; whether it was reaped is up to the machine's init.
    std::ifstream process("/proc/" + std::to_string(pid) + "/cmdline");
    CHECK(std::string((std::istreambuf_iterator<char>(process)), {}).empty());
    CHECK(run({"nft", "list", "ruleset"}).empty());
    CHECK(!std::filesystem::exists(region.options.run_directory + "/" + region.id));
    std::ifstream hosts(region.options.hosts_file);
    std::string text((std::istreambuf_iterator<char>(hosts)), {});
    CHECK(text == "127.0.0.1 localhost\n");
    REQUIRE(region.network->remove_all());
}

TEST_CASE("an interface is attached in milliseconds") {
    if (!is_root()) return;
    Region region(region_id(1));
    region.open_all();
    auto grown = plan();
    for (int number = 0; number < 20; ++number)
        grown.enis.push_back(
            {"eni-00000001" + std::to_string(number + 10),
             "10.0.5." + std::to_string(number + 10),
             {"sg-app"}}
        );
    auto begun = std::chrono::steady_clock::now();
    for (int number = 0; number < 20; ++number) {
        // Each with a plan of its own, as one task after another brings it.
        auto so_far = grown;
        so_far.enis.resize(plan().enis.size() + static_cast<std::size_t>(number) + 1);
        region.network->desire(so_far);
        REQUIRE(region.network->open_sandbox(
            {"task" + std::to_string(number), "vpc-1", {so_far.enis.back().id}}
        ));
    }
    auto each = (std::chrono::steady_clock::now() - begun) / 20;
    MESSAGE(
        "plan, nft and sandbox: ", std::chrono::duration<double, std::milli>(each).count(), " ms"
    );
}

}  // namespace
}  // namespace atlas::network
