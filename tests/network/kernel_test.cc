// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include <doctest/doctest.h>
#include <unistd.h>

#include "linux/namespace.h"
#include "linux/route_socket.h"
#include "network/network.h"
#include "network/region.h"
#include "network/sockets.h"

namespace atlas::network {
namespace {

using namespace std::chrono_literals;
using tests::converse;
using tests::good;
using tests::is_root;
using tests::listen_in;
using tests::plan;
using tests::Region;
using tests::region_id;
using tests::resolve;
using tests::run;
using tests::run_in;
using tests::soon;
using tests::tcp;
using tests::try_connect;

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

TEST_CASE("queries to the resolver take no place among the VPC's connections") {
    if (!is_root()) return;
    Region region(region_id(1));
    region.open_all();
    CHECK(resolve(region.space("app"), "10.0.0.2", "a.atlas.test") == "NXDOMAIN");
    CHECK(resolve(region.space("app"), "169.254.169.253", "a.atlas.test") == "NXDOMAIN");
    auto count = run_in(region.router(), {"cat", "/proc/sys/net/netfilter/nf_conntrack_count"});
    CHECK(count == "0\n");
}

TEST_CASE("the resolver uses no inotify instance") {
    if (!is_root()) return;
    Region region(region_id(1));
    region.open_all();
    auto pid = region.resolver_pid();
    REQUIRE(pid > 1);
    int files = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/fd")) {
        ++files;
        CHECK(std::filesystem::read_symlink(entry.path()).string() != "anon_inode:inotify");
    }
    CHECK(files > 3);
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
    std::atomic<int> sent_again = 0;
    std::thread client([&] {
        while (!over) {
            auto talk = converse(region.space("app"), redis, "10.0.2.20", 6379);
            ++(talk.alive() ? opened : failed);
            if (talk.sent_again > 0) ++sent_again;
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
    // About one run in ten loses one packet, which TCP sends again; why is not known yet.
    CHECK(sent_again.load() <= 2);
    CHECK(opened.load() > 20);
    MESSAGE("opened: ", opened.load(), ", of them with a packet sent again: ", sent_again.load());
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
