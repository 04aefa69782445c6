// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "linux/namespace.h"
#include "linux/route_socket.h"
#include "network/network.h"
#include "network/region.h"
#include "network/sockets.h"

/// What somebody else does to the network is seen, mended and told.
namespace atlas::network {
namespace {

using tests::good;
using tests::is_root;
using tests::listen_in;
using tests::plan;
using tests::Region;
using tests::region_id;
using tests::resolve;
using tests::run;
using tests::soon;
using tests::try_connect;

TEST_CASE("rules that another program flushes or adds are mended and told") {
    if (!is_root()) return;
    Region region(region_id(1));
    region.open_all();
    auto other = listen_in(region.space("cache"), "10.0.2.20", 7000);
    auto router = region.router();
    CHECK(try_connect(region.space("app"), "10.0.2.20", 7000) == "timed out");
    CHECK(region.told().empty());
    auto nft = [&](const std::string& command) {
        run({"ip", "netns", "exec", router, "nft", command});
    };
    auto rules = [&] {
        return run({"ip", "netns", "exec", router, "nft", "list", "table inet vpc"});
    };
    const auto before = rules();
    for (const std::string damage :
         {"flush ruleset",
          "insert rule inet vpc ingress accept",
          "add element inet vpc sg_app { 10.0.0.5 }",
          "add chain inet vpc ingress { policy accept; }",
          "flush chain inet vpc sg_cache_in"}) {
        CAPTURE(damage);
        nft(damage);
        CHECK(soon([&] { return rules() == before; }));
        CHECK(try_connect(region.space("app"), "10.0.2.20", 7000) == "timed out");
    }
    CHECK(soon([&] { return region.told().starts_with("mended vpc-1: another program"); }));
}

TEST_CASE("own changes are not taken for those of others") {
    if (!is_root()) return;
    Region region(region_id(1));
    region.open_all();
    REQUIRE(region.network->apply_public("elb:a", {{"elb:a", "127.77.200.10", 443, {"sg-lb"}}}));
    for (int round = 0; round < 10; ++round) {
        auto changed = plan();
        if (round % 2 == 0) changed.groups[2].ingress.clear();
        REQUIRE(region.network->apply(changed));
    }
    REQUIRE(region.network->close_sandbox("cache"));
    // A change by another, after which all that came before has been looked at.
    run({"ip", "netns", "exec", region.router(), "nft", "flush ruleset"});
    CHECK(soon([&] { return region.told().contains("nft table inet vpc"); }));
    CHECK(!region.told().contains("wrong"));
    CHECK(!region.told().contains("public listeners"));
    CHECK(!region.told().contains("interfaces"));
}

TEST_CASE("the guard of the public listeners comes back when another program takes it away") {
    if (!is_root()) return;
    Region region(region_id(1));
    region.open_all();
    REQUIRE(region.network->apply_public("elb:a", {{"elb:a", "127.77.200.10", 80, {"sg-lb"}}}));
    auto plain = listen_in("", "127.77.200.10", 80);
    CHECK(try_connect("", "127.77.200.10", 80) == "timed out");
    run({"nft", "add table inet somebody_else"});
    run({"nft", "flush ruleset"});
    CHECK(soon([&] { return try_connect("", "127.77.200.10", 80) == "timed out"; }));
    CHECK(soon([&] { return region.told().contains("mended public listeners: another program"); }));
    CHECK(!run({"nft", "list ruleset"}).contains("somebody_else"));
}

TEST_CASE("an interface that another program deletes comes back, with what runs behind it") {
    if (!is_root()) return;
    Region region(region_id(1));
    region.open_all();
    auto redis = listen_in(region.space("cache"), "10.0.2.20", 6379);
    auto space = linux::open_namespace(region.router());
    auto routes = linux::RouteSocket::open(space.value().number());
    auto delete_cache = [&] {
        auto links = routes.value().list_links();
        for (const auto& link : links.value())
            if (link.ends_with("00000002")) REQUIRE(routes.value().delete_link(link));
    };
    delete_cache();
    CHECK(soon([&] { return try_connect(region.space("app"), "10.0.2.20", 6379) == "open"; }));
    CHECK(soon([&] {
        return region.told().contains(
            "mended vpc-1: another program had deleted 1 network interface"
        );
    }));
    // Also while no region is there to be told.
    region.network.reset();
    delete_cache();
    region.start();
    REQUIRE(region.network->apply(plan()));
    CHECK(try_connect(region.space("app"), "10.0.2.20", 6379) == "open");
}

TEST_CASE("a name that only the region gives out is not answered, and that is told") {
    if (!is_root()) return;
    Region region(region_id(1));
    region.open_all();
    NameSet names{"elb:a", "vpc-1", {{"e.atlas.test", {"10.0.0.5"}}}, {}, {"b-1.atlas.test"}};
    REQUIRE(region.network->publish(names));
    CHECK(soon([&] {
        return resolve(region.space("app"), "10.0.0.2", "e.atlas.test") == "10.0.0.5";
    }));
    CHECK(resolve(region.space("app"), "10.0.0.2", "b-1.atlas.test") == "NXDOMAIN");
    REQUIRE(region.network->troubles().size() == 1);
    CHECK(region.network->troubles()[0].note);
    CHECK(region.told().contains("elb:a: the name b-1.atlas.test is the region's own"));
    names.reserved.clear();
    REQUIRE(region.network->publish(names));
    CHECK(region.told().empty());
}

TEST_CASE("one bad rule opens nothing and keeps no other from being applied or revoked") {
    if (!is_root()) return;
    Region region(region_id(1));
    region.open_all();
    auto redis = listen_in(region.space("cache"), "10.0.2.20", 6379);
    CHECK(try_connect(region.space("app"), "10.0.2.20", 6379) == "open");
    auto poisoned = plan();
    poisoned.groups[0].ingress.push_back({"icmp", 999, -1, "1.1.1.1/32", "", "sgr-7"});
    poisoned.groups[2].ingress.clear();
    REQUIRE(good(region.network->apply(poisoned)));
    CHECK(try_connect(region.space("app"), "10.0.2.20", 6379) == "timed out");
    CHECK(
        region.told() ==
        "wrong vpc-1: rule sgr-7 of sg-lb is not applied: ICMP type 999 is not valid\n"
    );
    REQUIRE(region.network->apply(plan()));
    CHECK(region.told().empty());
}

}  // namespace
}  // namespace atlas::network
